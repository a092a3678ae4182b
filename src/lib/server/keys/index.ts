/**
 * Public interface of the keys module: the key manager's client and process, the open session,
 * sealing of stored secrets.
 */
export {
	createDkmClient,
	keyRegister,
	type Asker,
	type DelegateKey,
	type DkmClient,
	type DkmSession,
	type DkmStatus,
	type KeyRegister
} from './client.ts';
export { type DkmAddress } from './transport.ts';
export { createDkmSupervisor, type DkmSupervisor, type DkmSupervisorOptions } from './supervisor.ts';
export { createKeyManager, type KeyManagerDeps } from './manager.ts';
export { createKeyring, type Keyring } from './keyring.ts';
export { createSealer, type Sealer } from './sealer.ts';
