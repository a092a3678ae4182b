/** Verbs of the nginx between pups: what one was granted of another, it may call. */
export { gatewayApply, gatewayPrepare, gatewayStop, gatewayWatch, type NoNames } from './gateway.ts';
export {
	REQUESTS_LOG,
	type GatewayGrant,
	type GatewayHook,
	type GatewayLimits,
	type GatewayNames,
	type GatewaySpec
} from './config-text.ts';
