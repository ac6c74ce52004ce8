// For programs that run the gateway inside themselves: settings in, a running gateway out.

export { type Gateway, type GatewayOptions, startGateway } from './app/gateway.ts'
export { type Config, ConfigError, readConfig, type XKeys } from './config/index.ts'
