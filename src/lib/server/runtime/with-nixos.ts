/**
 * Combines both runtimes of a NixOS host: containers built with Nix run as NixOS containers, all
 * others in the OCI runtime.
 */
import type { Runtime } from './types.ts';

/** @param nixos its `status` decides which containers belong to it */
export function withNixos(oci: Runtime, nixos: Runtime): Runtime {
	const of = (id: string) => (nixos.status(id) ? nixos : oci);
	return {
		...oci,
		adopt: async () => [...(await oci.adopt()), ...(await nixos.adopt())],
		ensure: (spec, options) => (spec.nix ? nixos : oci).ensure(spec, options),
		stop: (id, options) => of(id).stop(id, options),
		stopProcess: (id, ...rest) => of(id).stopProcess(id, ...rest),
		setLimits: (id, limits) => of(id).setLimits(id, limits),
		signal: (id, ...rest) => of(id).signal(id, ...rest),
		pause: (id) => of(id).pause(id),
		resume: (id) => of(id).resume(id),
		files: (spec, ...rest) => (spec.nix ? nixos : oci).files(spec, ...rest),
		async remove(id, options) {
			await nixos.remove(id, options);
			await oci.remove(id, options);
		},
		status: (id) => nixos.status(id) ?? oci.status(id),
		list: () => [...oci.list(), ...nixos.list()],
		onExit(fn) {
			const ends = [oci.onExit(fn), nixos.onExit(fn)];
			return () => ends.forEach((end) => end());
		},
		stats: (id) => of(id).stats(id),
		processes: (id) => of(id).processes(id),
		exec: (id, ...rest) => of(id).exec(id, ...rest),
		startExec: (id, ...rest) => of(id).startExec(id, ...rest),
		attach: (id, ...rest) => of(id).attach(id, ...rest),
		close() {
			nixos.close();
			oci.close();
		}
	};
}
