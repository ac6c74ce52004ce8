// The environment, read in one place.

// biome-ignore lint/style/noProcessEnv: this is the place
const environment = process.env

/** All that a measured process gets to see besides its own settings. */
export const bareEnvironment = (): Record<string, string> => ({
  PATH: environment.PATH ?? '',
  NODE_ENV: 'production',
})
