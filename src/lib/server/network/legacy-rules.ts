/**
 * Parses rules of the kernel’s older tables, as iptables-save prints them, into the form of nft. An
 * unknown option becomes a match with an unknown result. Pure.
 */

type Json = Record<string, unknown>;

const TABLE = { family: 'ip', table: 'filter' };
/** The base chain of forwarded packets, the only one that matters here. */
const BASE = 'FORWARD';
/** Matches of iptables whose options are parsed or have no effect. */
const READ = new Set(['comment', 'conntrack', 'state']);
const UNKNOWN: Json = { xt: { type: 'match', name: 'unknown' } };

/** @param text output of `iptables-legacy-save -t filter` @returns chains and rules */
export function legacyRules(text: string): Json[] {
	return text.split('\n').flatMap((line): Json[] => {
		const chain = /^:(\S+) (\S+)/.exec(line);
		if (chain) {
			const [, name, policy = ''] = chain;
			const base = name === BASE && { hook: 'forward', policy: policy.toLowerCase() };
			return [{ chain: { ...TABLE, name, ...base } }];
		}
		const rule = /^-A (\S+)(.*)$/.exec(line);
		return rule ? [{ rule: { ...TABLE, chain: rule[1], expr: statements(rule[2] ?? '') } }] : [];
	});
}

function statements(text: string): Json[] {
	const words = text.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
	const found: Json[] = [];
	for (let at = 0; at < words.length;) {
		const not = words[at] === '!';
		const option = words[not ? at + 1 : at]!;
		at += not ? 2 : 1;
		const value = words[at] ?? '';
		// The remaining options belong to the target.
		if (option === '-j' || option === '-g') return [...found, target(option, value)];
		while (at < words.length && !/^(-\D|!$)/.test(words[at]!)) at++;
		const one = match(option, value, not);
		if (one) found.push(one);
	}
	return found;
}

function target(option: string, name: string): Json {
	if (option === '-g') return { goto: { target: name } };
	switch (name) {
		case 'ACCEPT':
		case 'DROP':
		case 'RETURN':
			return { [name.toLowerCase()]: null };
		case 'REJECT':
			return { reject: null };
	}
	// Other targets have names in capitals, and chains may have too. A jump to a name that is no
	// chain goes nowhere.
	return { jump: { target: name } };
}

/** @returns null for an option that restricts no packet */
function match(option: string, value: string, not: boolean): Json | null {
	const made = (left: Json, right: unknown) => ({ match: { op: not ? '!=' : '==', left, right } });
	switch (option) {
		case '-i':
		case '-o':
			return made({ meta: { key: `${option === '-i' ? 'i' : 'o'}ifname` } }, value.replace(/\+$/, '*'));
		case '-s':
		case '-d': {
			const [addr, len = '32'] = value.split('/');
			const right = { prefix: { addr, len: Number(len) } };
			return made({ payload: { protocol: 'ip', field: option === '-s' ? 'saddr' : 'daddr' } }, right);
		}
		case '--ctstate':
		case '--state':
			return made({ ct: { key: 'state' } }, { set: value.toLowerCase().split(',') });
		case '--comment':
			return null;
		case '-m':
			return READ.has(value) ? null : UNKNOWN;
	}
	return UNKNOWN;
}
