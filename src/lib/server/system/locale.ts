/** Time zones, keyboards, and the host's current names. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Available console key maps, named as for `loadkeys` and NixOS' `console.keyMap`. */
const KEY_MAPS: readonly { id: string; label: string }[] = [
	{ id: 'us', label: 'English (US)' },
	{ id: 'uk', label: 'English (UK)' },
	{ id: 'dvorak', label: 'English (Dvorak)' },
	{ id: 'colemak', label: 'English (Colemak)' },
	{ id: 'be-latin1', label: 'Belgian' },
	{ id: 'br-abnt2', label: 'Portuguese (Brazil)' },
	{ id: 'bg_bds-utf8', label: 'Bulgarian' },
	{ id: 'croat', label: 'Croatian' },
	{ id: 'cz', label: 'Czech' },
	{ id: 'dk', label: 'Danish' },
	{ id: 'nl', label: 'Dutch' },
	{ id: 'et', label: 'Estonian' },
	{ id: 'fi', label: 'Finnish' },
	{ id: 'fr', label: 'French' },
	{ id: 'cf', label: 'French (Canada)' },
	{ id: 'fr_CH', label: 'French (Switzerland)' },
	{ id: 'de', label: 'German' },
	{ id: 'sg', label: 'German (Switzerland)' },
	{ id: 'gr', label: 'Greek' },
	{ id: 'il', label: 'Hebrew' },
	{ id: 'hu', label: 'Hungarian' },
	{ id: 'is-latin1', label: 'Icelandic' },
	{ id: 'it', label: 'Italian' },
	{ id: 'jp106', label: 'Japanese' },
	{ id: 'la-latin1', label: 'Spanish (Latin America)' },
	{ id: 'lv', label: 'Latvian' },
	{ id: 'lt', label: 'Lithuanian' },
	{ id: 'no', label: 'Norwegian' },
	{ id: 'pl', label: 'Polish' },
	{ id: 'pt-latin1', label: 'Portuguese' },
	{ id: 'ro', label: 'Romanian' },
	{ id: 'ru', label: 'Russian' },
	{ id: 'sr-latin', label: 'Serbian (Latin)' },
	{ id: 'sk-qwertz', label: 'Slovak' },
	{ id: 'slovene', label: 'Slovenian' },
	{ id: 'es', label: 'Spanish' },
	{ id: 'sv-latin1', label: 'Swedish' },
	{ id: 'trq', label: 'Turkish' },
	{ id: 'ua-utf', label: 'Ukrainian' }
];

/** XKB layouts (Debian's /etc/default/keyboard) whose console map has another name. */
const FROM_XKB: Readonly<Record<string, string>> = {
	gb: 'uk',
	be: 'be-latin1',
	br: 'br-abnt2',
	bg: 'bg_bds-utf8',
	hr: 'croat',
	ee: 'et',
	ca: 'cf',
	ch: 'sg',
	is: 'is-latin1',
	jp: 'jp106',
	latam: 'la-latin1',
	pt: 'pt-latin1',
	rs: 'sr-latin',
	sk: 'sk-qwertz',
	si: 'slovene',
	se: 'sv-latin1',
	tr: 'trq',
	ua: 'ua-utf'
};

/** Key maps for the wizard, by label. */
export function keyMaps(): { id: string; label: string }[] {
	return KEY_MAPS.map((map) => ({ ...map }));
}

export function isKeyMap(id: string): boolean {
	return KEY_MAPS.some((map) => map.id === id);
}

/** IANA names, UTC first. */
export function timeZones(): string[] {
	return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
}

/**
 * Whether a name is a time zone, including old names that are not listed (`Asia/Calcutta`). Offsets
 * are no zones.
 */
export function isTimeZone(name: string): boolean {
	if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

/** The host's current key map; `us` where none is set. */
export function presentKeyMap(etc = '/etc'): string {
	const console = /^\s*KEYMAP="?([\w-]+)/m.exec(read(`${etc}/vconsole.conf`))?.[1];
	if (console && isKeyMap(console)) return console;
	const layout = /^\s*XKBLAYOUT="?([\w-]+)/m.exec(read(`${etc}/default/keyboard`))?.[1];
	const named = layout && (FROM_XKB[layout] ?? layout);
	return named && isKeyMap(named) ? named : 'us';
}

/** The host's time zone; `UTC` where none is set. */
export function presentTimeZone(): string {
	const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	return isTimeZone(zone) ? zone : 'UTC';
}

/**
 * A suggested name for the box: the host's own where it has a real one, as a host label (RFC 1123).
 */
export function suggestedName(host: string = hostname()): string {
	const label = (host.split('.')[0] ?? '')
		.toLowerCase()
		.replace(/[^a-z0-9-]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 63)
		.replace(/-+$/, '');
	return !label || label === 'localhost' || label === 'debian' || label === 'nixos' ? 'dogebox' : label;
}
