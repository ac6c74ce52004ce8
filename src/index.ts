// The package's entry point, for programs that embed the gateway.

export { type Gateway, type GatewayOptions, startGateway } from './app/gateway.ts'
export { type Config, ConfigError, readConfig, type XKeys } from './config/index.ts'
