/**
 * All cases of resolving dependencies, as rows, and functions that create pups for further cases.
 */
import type { PupState } from '../../src/lib/contract/pups.ts';
import type { KnownPup } from '../../src/lib/server/pups/index.ts';
import type { Offer, OfferedVersion, ResolverInput } from '../../src/lib/server/wiring/resolver-types.ts';
import { keyOf } from '../../src/lib/server/wiring/offers.ts';
import { manifestOf } from './offers.ts';

/**
 * Versions or ranges by the name of an interface: versions where a pup provides it, ranges where a
 * pup needs it.
 */
type Interfaces = Record<string, string>;
interface Made {
	gives?: Interfaces;
	needs?: Interfaces;
	/** Optional dependencies: the pup runs without them. */
	maybe?: Interfaces;
	/** Name of the suggested pup, by interface. */
	suggests?: Record<string, string>;
	problem?: string;
}

/** The manifest of a pup with these interfaces and dependencies. */
export function manifest(name: string, version: string, { gives = {}, needs = {}, maybe = {}, suggests = {} }: Made) {
	const ask = (wanted: Interfaces, optional: boolean) =>
		Object.entries(wanted).map(([interfaceName, interfaceVersion]) => ({
			interfaceName,
			interfaceVersion,
			optional,
			...(suggests[interfaceName] && { source: { sourceLocation: 'home', pupName: suggests[interfaceName] } })
		}));
	return manifestOf(name, version, {
		interfaces: Object.entries(gives).map(([name, version]) => ({ name, version })),
		dependencies: [...ask(needs, false), ...ask(maybe, true)]
	});
}

/** A pup as a source offers it. Its versions are listed newest first. */
export function pup(name: string, versions: Record<string, Made>, sourceId = 's'): Offer {
	const all = Object.entries(versions).map(([version, made]): OfferedVersion => ({
		version,
		manifest: manifest(name, version, made),
		signature: 'unsigned',
		treeHash: null,
		identity: `${name} ${version}`,
		problem: made.problem ?? null
	}));
	return { sourceId, sourceName: sourceId, location: sourceId === 's' ? 'home' : sourceId, name, versions: all };
}

/** An installed pup. Its id is its name in lower case. */
function here(name: string, version: string, made: Made, state: PupState = 'running', sourceId = 's'): KnownPup {
	return {
		id: name.toLowerCase(),
		sourceId,
		name,
		offerName: null,
		version,
		manifest: manifest(name, version, made),
		state,
		enabled: true,
		leaving: false,
		address: null
	};
}

export interface Case {
	offers: Offer[];
	here?: KnownPup[];
	/** Pairs of ids of installed pups: the dependant and its provider. */
	given?: [string, string][];
	/** The owner's choices: `App.rpc` → key of the provider. */
	choose?: Record<string, string | null>;
	/** Names and versions of the pups to install, in order. */
	installs: string;
	/**
	 * `App.rpc=Node` for each dependency. Installed pups are in lower case, and `-` means no
	 * provider.
	 */
	wires: string;
	/** `kind: sentence hint` */
	conflicts?: string[];
}

/**
 * All cases of resolving dependencies. A new case is a new row. The requested pup is always App.
 */
export const CASES: Record<string, Case> = {
	'a pup that needs nothing': { offers: [pup('App', { '1.0.0': {} })], installs: 'App 1.0.0', wires: '' },
	'a provider that is there serves, and nothing is installed for it': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '^1.0.0' } } }),
			pup('Node', { '1.0.0': { gives: { rpc: '1.2.0' } } })
		],
		here: [here('Other', '0.1.0', { gives: { rpc: '1.0.5' } })],
		installs: 'App 1.0.0',
		wires: 'App.rpc=other'
	},
	'one that runs no more serves too': {
		offers: [pup('App', { '1.0.0': { needs: { rpc: '1.x' } } })],
		here: [here('Node', '1.0.0', { gives: { rpc: '1.0.0' } }, 'broken')],
		installs: 'App 1.0.0',
		wires: 'App.rpc=node'
	},
	'one that is uninstalled does not; it is installed again': {
		offers: [pup('App', { '1.0.0': { needs: { rpc: '1.x' } } }), pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } })],
		here: [here('Node', '1.0.0', { gives: { rpc: '1.0.0' } }, 'uninstalled')],
		installs: 'Node 1.0.0, App 1.0.0',
		wires: 'App.rpc=Node'
	},
	'the newest version that fits is installed, providers first': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '~1.1.0' } } }),
			pup('Node', {
				'3.0.0': { gives: { rpc: '2.0.0' } },
				'2.0.0': { gives: { rpc: '1.1.7' } },
				'1.0.0': { gives: { rpc: '1.1.0' } }
			})
		],
		installs: 'Node 2.0.0, App 1.0.0',
		wires: 'App.rpc=Node'
	},
	'a version that cannot run here is passed over': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '*' } } }),
			pup('Node', {
				'2.0.0': { gives: { rpc: '1.0.0' }, problem: 'It needs Nix.' },
				'1.0.0': { gives: { rpc: '1.0.0' } }
			})
		],
		installs: 'Node 1.0.0, App 1.0.0',
		wires: 'App.rpc=Node'
	},
	'a chain': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '1' } } }),
			pup('B', { '1.0.0': { gives: { b: '1.0.0' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { b: '1' } } })
		],
		installs: 'B 1.0.0, A 1.0.0, App 1.0.0',
		wires: 'App.a=A A.b=B'
	},
	'what the manifest proposes goes before others': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '*' }, suggests: { rpc: 'Mine' } } }),
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } }),
			{ ...pup('Mine', { '1.0.0': { gives: { rpc: '1.0.0' } } }, 'far'), location: 'home' }
		],
		installs: 'Mine 1.0.0, App 1.0.0',
		wires: 'App.rpc=Mine'
	},
	'a name that it proposes, of another source, does not go before its own source': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '*' }, suggests: { rpc: 'Mine' } } }),
			pup('Mine', { '1.0.0': { gives: { rpc: '1.0.0' } } }, 'far'),
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		installs: 'Node 1.0.0, App 1.0.0',
		wires: 'App.rpc=Node'
	},
	'the source of the dependant goes before others': {
		offers: [
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } }, 'first'),
			pup('App', { '1.0.0': { needs: { rpc: '*' } } }),
			pup('Ours', { '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		installs: 'Ours 1.0.0, App 1.0.0',
		wires: 'App.rpc=Ours'
	},
	'the owner’s choice goes before all': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '*' } } }),
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } }, 'far')
		],
		here: [here('Other', '1.0.0', { gives: { rpc: '1.0.0' } })],
		choose: { 'App.rpc': 'far/Node' },
		installs: 'Node 1.0.0, App 1.0.0',
		wires: 'App.rpc=Node'
	},
	'a choice that does not fit': {
		offers: [pup('App', { '1.0.0': { needs: { rpc: '^2' } } }), pup('Node', { '1.0.0': { gives: { rpc: '2.0.0' } } })],
		here: [here('Other', '1.0.0', { gives: { rpc: '1.0.0' } })],
		choose: { 'App.rpc': 'other' },
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'version: App needs rpc (^2), and who was chosen for it cannot provide it. Other provides it in version 1.0.0. Refresh your sources; a newer version of one of these pups may do.'
		]
	},
	'optional: served by who is there': {
		offers: [pup('App', { '1.0.0': { maybe: { rpc: '*' } } })],
		here: [here('Node', '1.0.0', { gives: { rpc: '1.0.0' } })],
		installs: 'App 1.0.0',
		wires: 'App.rpc=node'
	},
	'optional: nothing is installed unasked': {
		offers: [pup('App', { '1.0.0': { maybe: { rpc: '*' } } }), pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } })],
		installs: 'App 1.0.0',
		wires: 'App.rpc=-'
	},
	'optional: installed when chosen': {
		offers: [pup('App', { '1.0.0': { maybe: { rpc: '*' } } }), pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } })],
		choose: { 'App.rpc': 's/Node' },
		installs: 'Node 1.0.0, App 1.0.0',
		wires: 'App.rpc=Node'
	},
	'optional: not wired when the owner wants nobody': {
		offers: [pup('App', { '1.0.0': { maybe: { rpc: '*' } } })],
		here: [here('Node', '1.0.0', { gives: { rpc: '1.0.0' } })],
		choose: { 'App.rpc': null },
		installs: 'App 1.0.0',
		wires: 'App.rpc=-'
	},
	'optional: served by who is installed for another': {
		offers: [
			pup('App', { '1.0.0': { maybe: { log: '*' }, needs: { rpc: '*' } } }),
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0', log: '1.0.0' } } })
		],
		installs: 'Node 1.0.0, App 1.0.0',
		wires: 'App.rpc=Node App.log=Node'
	},
	'a diamond: one provider for both': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '1', b: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { rpc: '^1.0.0' } } }),
			pup('B', { '1.0.0': { gives: { b: '1.0.0' }, needs: { rpc: '>=1.1.0 <2' } } }),
			pup('Node', { '1.5.0': { gives: { rpc: '1.5.0' } } })
		],
		installs: 'Node 1.5.0, A 1.0.0, B 1.0.0, App 1.0.0',
		wires: 'App.a=A App.b=B A.rpc=Node B.rpc=Node'
	},
	'a diamond: an older version that serves both': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '1', b: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { rpc: '>=1' } } }),
			pup('B', { '1.0.0': { gives: { b: '1.0.0' }, needs: { rpc: '^1.0.0' } } }),
			pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } }, '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		installs: 'Node 1.0.0, A 1.0.0, B 1.0.0, App 1.0.0',
		wires: 'App.a=A App.b=B A.rpc=Node B.rpc=Node'
	},
	'a diamond: two versions of one pup are two pups': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '1', b: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { rpc: '^2' } } }),
			pup('B', { '1.0.0': { gives: { b: '1.0.0' }, needs: { rpc: '^1' } } }),
			pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } }, '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		installs: 'Node 2.0.0, A 1.0.0, Node 2 1.0.0, B 1.0.0, App 1.0.0',
		wires: 'App.a=A App.b=B A.rpc=Node B.rpc=Node 2'
	},
	'a second one of a pup that is there and does not fit, as the owner chose': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '^2' } } }),
			pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } }, '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		here: [here('Node', '1.0.0', { gives: { rpc: '1.0.0' } })],
		choose: { 'App.rpc': 's/Node 2' },
		installs: 'Node 2 2.0.0, App 1.0.0',
		wires: 'App.rpc=Node 2'
	},
	'a second one has a name that nobody has': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '^2' } } }),
			pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } } }),
			pup('Node 3', { '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		here: [here('Node', '1.0.0', {}), here('Node 2', '1.0.0', {}, 'uninstalled')],
		choose: { 'App.rpc': 's/Node 4' },
		installs: 'Node 4 2.0.0, App 1.0.0',
		wires: 'App.rpc=Node 4'
	},
	'a diamond: another pup serves the second': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '1', b: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { rpc: '^2' } } }),
			pup('B', { '1.0.0': { gives: { b: '1.0.0' }, needs: { rpc: '^1' } } }),
			pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } }, '1.0.0': { gives: { rpc: '1.0.0' } } }),
			pup('Old', { '1.0.0': { gives: { rpc: '1.9.0' } } }, 'far')
		],
		installs: 'Node 2.0.0, A 1.0.0, Old 1.0.0, B 1.0.0, App 1.0.0',
		wires: 'App.a=A App.b=B A.rpc=Node B.rpc=Old'
	},
	'an older provider, where the newest leads nowhere': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '*' } } }),
			pup('A', { '2.0.0': { gives: { a: '2.0.0' }, needs: { gone: '*' } }, '1.0.0': { gives: { a: '1.0.0' } } })
		],
		installs: 'A 1.0.0, App 1.0.0',
		wires: 'App.a=A'
	},
	'nobody provides it': {
		offers: [pup('App', { '1.0.0': { needs: { rpc: '^1.0.0' } } })],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'missing: App needs rpc (^1.0.0), which no pup of your sources provides. Add a source with a pup that provides rpc.'
		]
	},
	'nobody provides what a provider needs; all that is missing is named': {
		offers: [
			pup('App', { '1.0.0': { needs: { a: '1', other: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { rpc: '' } } })
		],
		installs: 'A 1.0.0, App 1.0.0',
		wires: 'App.a=A',
		conflicts: [
			'missing: App needs other (1), which no pup of your sources provides. Add a source with a pup that provides other.',
			'missing: A needs rpc (any version), which no pup of your sources provides. Add a source with a pup that provides rpc.'
		]
	},
	'provided in another version only': {
		offers: [pup('App', { '1.0.0': { needs: { rpc: '^2' } } }), pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } })],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'version: App needs rpc (^2), and nobody can provide it. Node 1.0.0 provides it in version 1.0.0. Refresh your sources; a newer version of one of these pups may do.'
		]
	},
	'installed in a version that is too old': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '^2' } } }),
			pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } }, '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		here: [here('Node', '1.0.0', { gives: { rpc: '1.0.0' } })],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'version: App needs rpc (^2), and nobody can provide it. Node is installed in version 1.0.0, which provides version 1.0.0 of it; its version 2.0.0 would do. Update Node to 2.0.0 first, or install a second one beside it.'
		]
	},
	'installed from before it provided that': {
		offers: [pup('App', { '1.0.0': { needs: { rpc: '*' } } }), pup('Node', { '2.0.0': { gives: { rpc: '2.0.0' } } })],
		here: [here('Node', '1.0.0', {})],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'version: App needs rpc (*), and nobody can provide it. Node is installed in version 1.0.0, which provides nothing of it; its version 2.0.0 would do. Update Node to 2.0.0 first, or install a second one beside it.'
		]
	},
	'who could provide it cannot run here': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '*' } } }),
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' }, problem: 'It needs Nix.' } })
		],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'unusable: App needs rpc (*), and nobody can provide it. Node 1.0.0 provides it, and cannot be installed: It needs Nix. See on its page in the store what it lacks, or choose another provider.'
		]
	},
	'a range that is none': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: 'newish' } } }),
			pup('Node', { '1.0.0': { gives: { rpc: '1.0.0' } } })
		],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'bad-range: App needs rpc (newish), and nobody can provide it. Node 1.0.0 provides it in version 1.0.0. Tell the maker of App: “newish” is no range of versions.'
		]
	},
	'a circle of two': {
		offers: [
			pup('App', { '1.0.0': { gives: { app: '1.0.0' }, needs: { a: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { app: '1' } } })
		],
		installs: 'A 1.0.0, App 1.0.0',
		wires: 'App.a=A',
		conflicts: [
			'circle: A needs app (1), and nobody can provide it. App 1.0.0 provides it, and itself needs A: neither can start before the other. Choose another provider, or tell the makers of these pups.'
		]
	},
	'a circle of three': {
		offers: [
			pup('App', { '1.0.0': { gives: { app: '1.0.0' }, needs: { a: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { b: '1' } } }),
			pup('B', { '1.0.0': { gives: { b: '1.0.0' }, needs: { app: '1' } } })
		],
		installs: 'B 1.0.0, A 1.0.0, App 1.0.0',
		wires: 'App.a=A A.b=B',
		conflicts: [
			'circle: B needs app (1), and nobody can provide it. App 1.0.0 provides it, and itself needs B (over A): neither can start before the other. Choose another provider, or tell the makers of these pups.'
		]
	},
	'a circle that another provider opens': {
		offers: [
			pup('App', { '1.0.0': { gives: { app: '1.0.0' }, needs: { a: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, needs: { app: '1' } } }),
			pup('Free', { '1.0.0': { gives: { a: '1.0.0' } } }, 'far')
		],
		installs: 'Free 1.0.0, App 1.0.0',
		wires: 'App.a=Free'
	},
	'a circle over what is optional does no harm': {
		offers: [
			pup('App', { '1.0.0': { gives: { app: '1.0.0' }, needs: { a: '1' } } }),
			pup('A', { '1.0.0': { gives: { a: '1.0.0' }, maybe: { app: '1' } } })
		],
		installs: 'A 1.0.0, App 1.0.0',
		wires: 'App.a=A A.app=App'
	},
	'a circle over a pup that is there and still counts on the data that were kept': {
		offers: [pup('App', { '1.0.0': { gives: { app: '1.0.0' }, needs: { a: '1' } } })],
		here: [
			here('App', '1.0.0', { gives: { app: '1.0.0' }, needs: { a: '1' } }, 'uninstalled'),
			here('A', '1.0.0', { gives: { a: '1.0.0' }, needs: { b: '1' } }),
			here('B', '1.0.0', { gives: { b: '1.0.0' }, needs: { app: '1' } })
		],
		given: [
			['a', 'b'],
			['b', 'app']
		],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'circle: App needs a (1), and nobody can provide it. A provides it, and itself needs App (over B): neither can start before the other. Choose another provider, or tell the makers of these pups.'
		]
	},
	'such a circle closed by another pup of the plan': {
		offers: [
			pup('App', { '1.0.0': { needs: { node: '1' } } }),
			pup('Node', { '1.0.0': { gives: { node: '1.0.0' }, needs: { a: '1' } } }),
			pup('Free', { '1.0.0': { gives: { a: '1.0.0' } } })
		],
		here: [
			here('Node', '1.0.0', { gives: { node: '1.0.0' } }, 'uninstalled'),
			here('A', '1.0.0', { gives: { a: '1.0.0' }, needs: { node: '1' } })
		],
		given: [['a', 'node']],
		installs: 'Free 1.0.0, Node 1.0.0, App 1.0.0',
		wires: 'App.node=Node Node.a=Free'
	},
	'who was given one that is itself uninstalled waits for nobody': {
		offers: [pup('App', { '1.0.0': { gives: { app: '1.0.0' }, needs: { a: '1' } } })],
		here: [
			here('App', '1.0.0', { gives: { app: '1.0.0' } }, 'uninstalled'),
			here('A', '1.0.0', { gives: { a: '1.0.0' } })
		],
		given: [['app', 'a']],
		installs: 'App 1.0.0',
		wires: 'App.a=a'
	},
	'no pup serves itself': {
		offers: [pup('App', { '1.0.0': { gives: { rpc: '1.0.0' }, needs: { rpc: '1' } } })],
		installs: 'App 1.0.0',
		wires: '',
		conflicts: [
			'missing: App needs rpc (1), which no pup of your sources provides. Add a source with a pup that provides rpc.'
		]
	},
	'a pup of the same name in another source is another pup': {
		offers: [
			pup('App', { '1.0.0': { needs: { rpc: '1' } } }),
			pup('App', { '1.0.0': { gives: { rpc: '1.0.0' } } }, 'far')
		],
		installs: 'App 1.0.0, App 1.0.0',
		wires: 'App.rpc=App'
	}
};

/** The resolver's input in a case. */
export const inputOf = ({
	offers,
	here = [],
	given = [],
	choose = {}
}: Omit<Case, 'installs' | 'wires'>): ResolverInput => ({
	root: { sourceId: 's', name: 'App', version: offers.find((one) => keyOf(one) === 's/App')!.versions[0]!.version },
	offers,
	standing: here,
	grants: [],
	given: given.map(([from, to]) => ({ from, to, required: true })),
	choices: Object.entries(choose).map(([what, provider]) => {
		const [name, of] = what.split('.') as [string, string];
		return { of: `s/${name}`, interface: of, provider };
	})
});
