// Environment variables of the measured processes.

// biome-ignore lint/style/noProcessEnv: the only place in bench that reads it
const environment = process.env

/** The environment of every measured process, besides its own settings. */
export const baseEnvironment = (): Record<string, string> => ({
  PATH: environment.PATH ?? '',
  NODE_ENV: 'production',
})
