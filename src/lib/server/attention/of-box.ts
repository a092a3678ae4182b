/** Items about the box itself. Pure. */
import { bytes } from '../../contract/bytes.ts';
import type { DiskSpace, MissingPart, PartEnd } from '../../contract/box.ts';
import type { Job } from '../../contract/jobs.ts';
import { FAILING_DAYS } from '../../contract/webhooks.ts';
import type { ClockFacts, Facts, HeatFacts } from './facts.ts';
import { joined } from './of-pups.ts';
import type { Found } from './types.ts';

/** Number of pups that are named where a disk is full. */
const LARGEST = 5;
/** How long a past event is listed if nobody dismisses it; milliseconds. */
const SHOWN_FOR_MS = 7 * 86_400_000;
/** A smaller deviation of the clock is tolerated, milliseconds. */
const BEHIND_MS = 10 * 60_000;
/** The number of free files is only mentioned below this part of all files: a tenth. */
const FEW_FILES = 10;

export function ofDisks(disks: readonly DiskSpace[], largest: Facts['largest']): Found[] {
	return disks
		.filter(({ level }) => level !== 'ok')
		.map((disk) => {
			const { mountPoint, level, free, filesFree } = disk;
			const full = free === 0 || filesFree === 0 ? 'full' : 'nearly full';
			const pups = disk.holds.includes('pups') ? largest.slice(0, LARGEST) : [];
			return {
				id: `disk:${mountPoint}`,
				severity: level === 'critical' ? 'critical' : 'warning',
				title: `The disk at ${mountPoint} is ${level === 'critical' ? full : 'getting full'}`,
				text: joined(
					leftOn(disk),
					level === 'critical' && 'Pups whose data grows are stopped, so that the others and the box keep running.',
					pups.length > 0
						? 'Delete data that you do not need. The largest are:'
						: 'Delete files on it that you do not need, or pups that you do not use.'
				),
				subject: { kind: 'disk', id: mountPoint },
				links: pups.map(({ id, name, bytes: size }) => ({
					label: `Delete ${name} or its data`,
					href: `/pups/${id}/remove`,
					note: bytes(size)
				}))
			} satisfies Found;
		});
}

function leftOn({ name, free, size, files, filesFree }: DiskSpace): string {
	const space = `${bytes(free)} of ${bytes(size)} are free on ${name}.`;
	if (files === null || filesFree === null || filesFree > files / FEW_FILES) return space;
	return `${space} It can hold ${filesFree.toLocaleString('en')} more files.`;
}

const PACKETS = /^(firewall-|no-forwarding$|no-resolver$|no-gateway$)/;

/** Parts that are missing on the host. Those that stop pups' packets are separate items. */
export function ofHost({ ready, missing }: Facts['runtime']): Found[] {
	const found: Found[] = [];
	const steps = (parts: readonly MissingPart[]) =>
		parts.map(({ what, effect, command }) => ({ text: joined(what, effect), command }));
	const disk = missing.filter(({ code }) => code === 'no-storage');
	const packets = missing.filter(({ code }) => PACKETS.test(code));
	const rest = missing.filter((part) => !disk.includes(part) && !packets.includes(part));
	if (disk.length > 0) {
		found.push({
			id: 'storage',
			severity: 'critical',
			title: 'The disk with the pups’ data is missing',
			text: 'Connect it and mount it.',
			steps: steps(disk)
		});
	}
	if (packets.length > 0) {
		found.push({
			id: 'internet',
			severity: 'warning',
			title: 'Pups cannot reach everything that they may',
			text: 'Something on this host blocks packets from or to pups.',
			steps: steps(packets)
		});
	}
	if (rest.length > 0) {
		found.push({
			id: 'host',
			severity: ready ? 'info' : 'critical',
			title: ready ? 'Something is missing on this host' : 'Pups cannot run on this host yet',
			text: ready ? 'Pups run; some things do not work.' : 'Install what is missing:',
			steps: steps(rest)
		});
	}
	return found;
}

/** Failed jobs, until one of the same kind and subject succeeds or is running. */
export function ofJobs({ jobs, pups, now }: Pick<Facts, 'jobs' | 'pups' | 'now'>): Found[] {
	const about = ({ kind, subject }: Job) => `${kind} ${subject?.id ?? ''}`;
	const seen = new Set<string>();
	const found: Found[] = [];
	for (const job of jobs) {
		if (job.parentId !== null) continue;
		const later = seen.has(about(job));
		if (job.status !== 'cancelled') seen.add(about(job));
		if (later || job.status !== 'failed' || now - (job.finishedAt ?? 0) > SHOWN_FOR_MS) continue;
		if (job.subject?.kind === 'pup' && !saysItsJob(job, pups)) continue;
		found.push({
			id: `job:${job.id}`,
			severity: 'warning',
			title: `Failed: ${job.title}`,
			text: joined(job.error?.reason, job.error?.hint),
			action: { label: 'See what happened', href: `/activity/${job.id}` },
			subject: { kind: 'job', id: job.id },
			since: job.finishedAt ?? job.createdAt,
			dismissible: true
		});
	}
	return found;
}

/** A broken or crashed pup has an item of its own, and a removed one needs nothing. */
function saysItsJob({ subject }: Job, pups: Facts['pups']): boolean {
	const pup = pups.find(({ id }) => id === subject?.id);
	return pup !== undefined && pup.state !== 'broken' && pup.state !== 'crashed';
}

const PARTS: Record<PartEnd['part'], string> = {
	dogeboxd: 'The manager (dogeboxd)',
	agent: 'The host agent',
	dkm: 'The key manager (dkm)'
};

/** Parts of the box that ended unexpectedly and were restarted. */
export function ofEnds({ ends, now }: Pick<Facts, 'ends' | 'now'>): Found[] {
	return ends
		.filter(({ at }) => now - at < SHOWN_FOR_MS)
		.map(({ part, at, reason }) => ({
			id: `end:${part}:${at}`,
			severity: 'info',
			title: `${PARTS[part]} was restarted`,
			text: `It stopped unexpectedly: ${reason}. Pups kept running. If it happens again, check the log of the box.`,
			since: at,
			dismissible: true
		}));
}

/** Webhooks that failed for so long that nothing is sent to them any more. */
export function ofWebhooks(webhooks: Facts['webhooks']): Found[] {
	return webhooks.map(({ id, name, problem }) => ({
		id: `webhook:${id}`,
		severity: 'warning',
		title: `The webhook ${name} was paused`,
		text: joined(
			`It accepted no event for ${FAILING_DAYS} days, or answered that it is gone.`,
			problem,
			'Fix its receiver, then resume it, or remove it.'
		),
		action: { label: 'See webhooks', href: '/settings/webhooks' }
	}));
}

/** @param was whether it was listed as hot: it stays listed until it has clearly cooled down */
export function ofHeat(heat: HeatFacts | null, was: boolean): Found[] {
	if (heat === null || heat.celsius < heat.limit - (was ? 15 : 10)) return [];
	return [
		{
			id: 'heat',
			severity: heat.celsius >= heat.limit - 3 ? 'critical' : 'warning',
			title: 'The box is hot',
			text: `It has ${Math.round(heat.celsius)} °C; at ${Math.round(heat.limit)} °C it slows down or switches off. Give it air, clean its fan, or stop busy pups.`,
			action: { label: 'See which pups are busy', href: '/resources' }
		}
	];
}

export function ofClock({ synchronised, behindMs }: ClockFacts): Found[] {
	if (behindMs > BEHIND_MS) {
		return [
			{
				id: 'clock',
				severity: 'warning',
				title: 'The clock of the box is wrong',
				text: 'It is earlier than the time of the box’s own records. Logins, certificates and the chain need the right time.',
				steps: [{ text: 'Have a time server set it.', command: 'timedatectl set-ntp true' }]
			}
		];
	}
	if (synchronised !== false) return [];
	return [
		{
			id: 'clock',
			severity: 'warning',
			title: 'The clock of the box is not set by a time server',
			text: 'No time server has answered since the box was started, so its time may be wrong. Logins, certificates and the chain need the right time.',
			steps: [{ text: 'Check that the box reaches the internet, then run:', command: 'timedatectl set-ntp true' }]
		}
	];
}
