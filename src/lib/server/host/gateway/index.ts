/** Verbs of the nginx between pups, through which a pup uses what another one grants. */
export { gatewayApply, gatewayPrepare, gatewayStop, gatewayWatch, type NoNames } from './gateway.ts';
export {
	REQUESTS_LOG,
	type GatewayGrant,
	type GatewayHook,
	type GatewayLimits,
	type GatewayNames,
	type GatewaySpec
} from './config-text.ts';
