import { expect, it } from 'vitest';
import { createPupFiles, type Account } from './files.ts';

type Owner = Account & { others?: Account[] };
type Deps = Parameters<typeof createPupFiles>[0];

const as = (uid: number): Account => ({ uid, gid: uid });
const DATABASE = as(420);
const OTHER = as(1000);
const ROOT = as(0);

/** Files over a stand-in for the host, which records the changes of owner, or fails. */
function filesOf(first: Owner | null) {
	let now = first;
	let next = DATABASE;
	let fails = false;
	const given: string[] = [];
	const files = createPupFiles({
		host: {
			async call(verb: { name: string }, args: { from: Account; to: Account }) {
				if (verb.name !== 'storage.give') return true;
				if (fails) throw new Error('an immutable file');
				given.push(`${args.from.uid} to ${args.to.uid}`);
				return null;
			}
		},
		dataOwner: { get: () => ({ now, next }), set: (_id: string, owner: Owner) => (now = owner) },
		accountOf: () => next,
		limitsOf: () => null
	} as unknown as Deps);
	return {
		given,
		owner: () => now,
		async begin(account: Account, how: { fails?: boolean } = {}) {
			next = account;
			fails = how.fails ?? false;
			await files.createStorage('x').catch(() => undefined);
		}
	};
}

it.each<[what: string, steps: [Account, { fails?: boolean }?][], given: string[], owner: Owner]>([
	['one user', [[DATABASE], [DATABASE]], [], DATABASE],
	['another user', [[OTHER]], ['420 to 1000'], OTHER],
	['another user and back', [[OTHER], [DATABASE]], ['420 to 1000', '1000 to 420'], DATABASE],
	['a user to whom half was given, and back', [[OTHER, { fails: true }], [DATABASE]], ['1000 to 420'], DATABASE],
	['a user to whom half was given, again', [[OTHER, { fails: true }], [OTHER]], ['420 to 1000'], OTHER],
	['root, which needs nothing given', [[ROOT], [ROOT]], [], { ...ROOT, others: [DATABASE] }],
	['root and back', [[ROOT], [DATABASE]], ['0 to 420'], DATABASE],
	['root and then another', [[ROOT], [OTHER]], ['0 to 1000', '420 to 1000'], OTHER]
])('the data of a pup go to %s', async (_what, steps, given, owner) => {
	const files = filesOf(DATABASE);
	for (const [account, how] of steps) await files.begin(account, how);
	expect(files.given).toEqual(given);
	expect(files.owner()).toEqual(owner);
});

it('nothing is given where nobody knows whose the data are', async () => {
	const files = filesOf(null);
	await files.begin(OTHER);
	expect(files.given).toEqual([]);
	expect(files.owner()).toEqual(OTHER);
});
