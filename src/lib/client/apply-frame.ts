/** Applies frames of the live socket to the live state of a tab. Loaded with its connection. */
import type { ChangeBody, ServerFrame } from '$lib/contract/live.ts';
import type { Sample } from '$lib/contract/samples.ts';
import type { LiveState } from './live-state.ts';
import { refresh } from './refresh.ts';
import { append, NO_SAMPLES, SAMPLES_KEPT } from './samples.ts';

/**
 * Page data that a kind of change outdates; other kinds outdate the store: sources and their pups.
 */
const DATA_OF: Partial<Record<ChangeBody['kind'], string>> = {
	'ad-hoc-box-exec': 'execs',
	sessions: 'sessions',
	box: 'info',
	wiring: 'wiring'
};

/** @param seq number of the change */
function applyChange(live: LiveState, body: ChangeBody, seq: number): void {
	switch (body.kind) {
		case 'pup': {
			const before = live.pups.get(body.pup.id)?.state;
			live.pups.set(body.pup.id, body.pup);
			if (before && before !== body.pup.state) live.announcement = `${body.pup.name}: ${body.pup.state}`;
			return;
		}
		case 'pup-removed': {
			live.pups.delete(body.id);
			live.samples.delete(body.id);
			return;
		}
		case 'job': {
			const before = live.jobs.get(body.job.id)?.status;
			live.jobs.set(body.job.id, body.job);
			if (before !== body.job.status && body.job.finishedAt) {
				live.announcement = `${body.job.title}: ${body.job.status}`;
			}
			return;
		}
		case 'ad-hoc-box': {
			const before = live.boxes.get(body.box.id)?.box?.state;
			live.boxes.set(body.box.id, { seq, box: body.box });
			if (before && before !== body.box.state) live.announcement = `${body.box.name}: ${body.box.state}`;
			return;
		}
		case 'ad-hoc-box-removed': {
			live.boxes.set(body.id, { seq, box: null });
			live.samples.delete(body.id);
			return;
		}
		case 'attention': {
			live.attention = body.items;
			return;
		}
		default:
			live.refreshSoon(`box:${DATA_OF[body.kind] ?? 'store'}`);
	}
}

/** @param frame any frame; those of the connection itself have no effect here */
export function applyFrame(live: LiveState, frame: ServerFrame): void {
	const { place } = live;
	const push = (subject: string, sample: Sample) =>
		// Both pups:samples and pup:<id>:samples may deliver the same sample.
		live.samples.set(subject, append(live.samples.get(subject) ?? NO_SAMPLES, sample, SAMPLES_KEPT));
	if (frame.type === 'hello') {
		if (frame.version !== place.version) live.outdated = true;
		if (frame.boot !== place.boot) {
			place.boot = frame.boot;
			void refresh();
		}
		live.refreshSoon();
	} else if (frame.type === 'resync') {
		// All data that arrive after this are newer than what is here.
		place.seq = 0;
		live.boxes.clear();
		void refresh().then(() => {
			place.seq = Math.max(place.seq, frame.seq);
		});
	} else if (frame.type === 'change') {
		if (frame.seq > place.seq) place.seq = frame.seq;
		applyChange(live, frame.body, frame.seq);
	} else if (frame.type === 'pup-sample') push(frame.pupId, frame.sample);
	else if (frame.type === 'ad-hoc-box-sample') push(frame.boxId, frame.sample);
	else if (frame.type === 'box-sample') {
		live.stats = frame.stats;
		push('box', frame.sample);
	}
}
