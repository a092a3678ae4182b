import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Functions that execute verbs in the test's own process, or that build a box around them. */
const IN_PROCESS = /\b(createLocalHost|createBox)\(/;

/**
 * Files that may call them, with the reason. Everything else gets its host from
 * `tests/support/agent.ts`.
 */
const EXCEPTIONS: Record<string, string> = {
	'tests/bench/call.ts': 'measures what the way through the agent costs beside a call in the process',
	'tests/integration/build-nix.test.ts': 'Nix is dogeboxd’s own work and no verb of the agent',
	'tests/integration/network-attach.test.ts': 'programs that a verb starts are counted here, and made to fail',
	'tests/integration/pups-update.test.ts': 'git is dogeboxd’s own work and no verb of the agent',
	'tests/integration/sources-git.test.ts': 'git is dogeboxd’s own work and no verb of the agent; it is counted here',
	'tests/integration/support/git-fixture.ts': 'git is dogeboxd’s own work and no verb of the agent',
	'tests/integration/support/network-program.ts':
		'the host is a network namespace, seen by dogeboxd’s part and the agent’s alike',
	'tests/integration/support/nixos-here.ts': 'Nix is dogeboxd’s own work and no verb of the agent',
	'tests/support/front.ts': 'builds the box as dogeboxd’s user, over a real agent where it is root',
	'tests/support/pup-storage.ts': 'for unit tests of the storage itself, below any agent',
	'tests/uml/guest.ts': 'a kernel of its own, with neither accounts nor perl: it has no dogeboxd'
};

const files = (readdirSync(join(root, 'tests'), { recursive: true }) as string[])
	.filter((path) => path.endsWith('.ts') && !path.startsWith('house/'))
	.map((path) => `tests/${path}`);

it('suites reach the host through an agent', () => {
	const around = files.filter((file) => IN_PROCESS.test(readFileSync(join(root, file), 'utf8')));
	expect(around.sort()).toEqual(Object.keys(EXCEPTIONS).sort());
});
