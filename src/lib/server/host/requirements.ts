/** Reports what the host is missing, the consequence for pups, and the command that fixes it. */
import { existsSync } from 'node:fs';
import type { MissingPart, RuntimeInfo } from '../../contract/box.ts';
import { hostProbe, type HostTrials } from './facts.ts';
import { NGINX_PACKAGES } from './nginx/index.ts';
import type { HostFacts, OciCapabilities } from './types.ts';
import type { Host } from './verb.ts';

/** Programs that something depends on, and what fails without them. */
const PROGRAMS: {
	program: keyof HostTrials['programs'];
	code: string;
	package: string;
	effect: string;
	required: boolean;
}[] = [
	{ program: 'conmon', code: 'no-conmon', package: 'conmon', effect: 'Pups cannot run.', required: true },
	{
		program: 'nft',
		code: 'no-nft',
		package: 'nftables',
		effect: 'Pups cannot run: nothing would keep them apart.',
		required: true
	},
	{
		program: 'ip',
		code: 'no-ip',
		package: 'iproute2',
		effect: 'Pups cannot run: they would have no network.',
		required: true
	},
	{
		program: 'mmdebstrap',
		code: 'no-mmdebstrap',
		package: 'mmdebstrap',
		effect: 'Pups cannot be built from Debian packages.',
		required: false
	},
	{
		program: 'catatonit',
		code: 'no-catatonit',
		package: 'catatonit',
		effect: 'A pup may take longer to stop, and ended processes may stay listed.',
		required: false
	}
];

/** The consequence when a limit has no effect. */
const WITHOUT_CONTROLLER: Readonly<Record<string, string>> = {
	memory: 'Pups run without a memory limit: a pup that uses all memory can slow or stop the box.',
	pids: 'Pups run without a limit of processes: a pup that creates them endlessly can stop the box.',
	cpu: 'Pups run without a limit of processor time: a busy pup slows the box down.'
};

const NO_AGENT = 'Dogebox was started without its host agent, which works as root.';
/** File with the kernel command line of a Raspberry Pi. */
const BOOT_LINE = '/boot/firmware/cmdline.txt';

type Report = (part: MissingPart, required: boolean) => void;

/**
 * Probes what this host supports. Never fails: each missing part is in `runtime.missing`, with the
 * one command that fixes it.
 */
export async function probeHost(host: Pick<Host, 'call'>): Promise<HostFacts> {
	return factsFrom(await host.call(hostProbe, {}));
}

/** Derives the facts from the results of the probe. */
export function factsFrom(trials: HostTrials): HostFacts {
	const missing: MissingPart[] = [];
	let ready = true;
	const report: Report = (part, required) => {
		missing.push(part);
		if (required) ready = false;
	};
	ofKernel(trials, report);
	ofRuntime(trials, report);
	ofPrograms(trials, report);
	const capabilities = capabilitiesOf(trials);
	const reason = trials.isAgent ? trials.sharedIds : NO_AGENT;
	const runtime: RuntimeInfo = {
		kind: capabilities ? 'oci' : 'none',
		version: trials.oci?.version ?? null,
		cgroups: trials.cgroups,
		ready: ready && capabilities !== null,
		ids: { perPup: capabilities?.ownIds ?? false, reason },
		missing
	};
	return { runtime, oci: capabilities, nixos: trials.isAgent && trials.nixos };
}

function ofKernel({ isAgent, cgroups, controllersMissing }: HostTrials, report: Report): void {
	const noPups = 'Pups cannot run.';
	if (!isAgent) {
		report({ code: 'no-host-agent', what: NO_AGENT, effect: noPups, command: 'sudo npm start' }, true);
	}
	if (cgroups === null) {
		const what = 'Control groups are not mounted.';
		report({ code: 'no-cgroups', what, effect: 'Pups cannot run: nothing would limit them.', command: null }, true);
	}
	for (const controller of controllersMissing) {
		const boots = controller === 'memory' && existsSync(BOOT_LINE);
		report(
			{
				code: `no-cgroup-${controller}`,
				what: `The kernel does not offer the ${controller} controller.`,
				effect: WITHOUT_CONTROLLER[controller] ?? `A pup's limit of ${controller} does not hold.`,
				command: boots ? `sed -i 's/$/ cgroup_enable=memory/' ${BOOT_LINE} && reboot` : null
			},
			false
		);
	}
}

function ofRuntime({ isAgent, cgroups, oci, programs }: HostTrials, report: Report): void {
	if (!isAgent || cgroups === null || oci?.capabilities) return;
	const effect = 'Pups cannot run.';
	if (programs.runc ?? programs.crun) {
		const what = `The container runtime does not work: ${oci?.reason ?? ''}`;
		report({ code: 'runtime-failed', what, effect, command: null }, true);
	} else {
		const what = 'No container runtime (runc or crun) is installed.';
		report({ code: 'no-runc', what, effect, command: 'apt-get install -y runc' }, true);
	}
}

function ofPrograms({ programs, nginx, quotaProgramsMissing }: HostTrials, report: Report): void {
	for (const { program, code, effect, required, ...entry } of PROGRAMS) {
		if (programs[program] !== null) continue;
		const what = `The program ${program} is not installed.`;
		report({ code, what, effect, command: `apt-get install -y ${entry.package}` }, required);
	}
	if (!nginx) {
		report(
			{
				code: 'no-nginx',
				what: 'nginx with its JavaScript module is not installed.',
				effect: 'Pages of pups cannot be opened.',
				command: `apt-get install -y --no-install-recommends ${NGINX_PACKAGES}`
			},
			false
		);
	}
	if (quotaProgramsMissing) {
		report(
			{
				code: 'no-setquota',
				what: 'The disk can keep limits of pups’ data, but the program setquota is not installed.',
				effect: 'They are measured instead, so a pup can exceed its limit for a moment.',
				command: 'apt-get install -y quota'
			},
			false
		);
	}
}

function capabilitiesOf({ isAgent, oci, sharedIds, limits, programs }: HostTrials): OciCapabilities | null {
	if (!oci?.capabilities) return null;
	const { mayRaise, openFilesHard, oomScoreAdj } = limits;
	return {
		...oci.capabilities,
		setsLimits: mayRaise || oci.capabilities.program !== 'runc',
		openFilesHard,
		oomScoreAdj,
		ownIds: isAgent && sharedIds === null,
		init: programs.catatonit
	};
}
