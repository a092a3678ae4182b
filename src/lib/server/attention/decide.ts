/** Derives what needs the owner from the known facts. Pure. */
import { ATTENTION_MOST, SEVERITIES, type AttentionItem } from '../../contract/attention.ts';
import type { Facts } from './facts.ts';
import { ofClock, ofDisks, ofEnds, ofHeat, ofHost, ofJobs, ofWebhooks } from './of-box.ts';
import { ofNeeds, ofPups } from './of-pups.ts';

/** What is stored of the previous list. */
export interface Before {
	/** When each item appeared, by its id; milliseconds since the epoch. */
	since: ReadonlyMap<string, number>;
	/** Ids that the owner has dismissed. */
	dismissed: ReadonlySet<string>;
}

/** The list, most severe items first; newest first among equals. */
export function attentionOf(facts: Facts, before: Before): AttentionItem[] {
	const found = [
		...ofDisks(facts.disks, facts.largest),
		...ofHost(facts.runtime),
		...ofHeat(facts.heat, before.since.has('heat')),
		...ofClock(facts.clock),
		...ofPups(facts.pups),
		...ofNeeds(facts.unserved),
		...ofJobs(facts),
		...ofEnds(facts),
		...ofWebhooks(facts.webhooks)
	];
	const rank = ({ severity }: AttentionItem) => SEVERITIES.indexOf(severity);
	return found
		.filter(({ id, dismissible }) => !(dismissible && before.dismissed.has(id)))
		.map((item): AttentionItem => ({
			action: null,
			steps: [],
			links: [],
			subject: null,
			dismissible: false,
			since: before.since.get(item.id) ?? facts.now,
			...item
		}))
		.sort((a, b) => rank(a) - rank(b) || b.since - a.since || a.id.localeCompare(b.id))
		.slice(0, ATTENTION_MOST);
}
