import type { PupDetail } from '$lib/contract/pups.ts';

/** The sections of a pup's page in their order; each has a folder below `pups/[id]`. */
const SECTIONS = [
	{ path: '', label: 'Overview' },
	{ path: 'configuration', label: 'Configuration' },
	{ path: 'ports', label: 'Ports' },
	{ path: 'logs', label: 'Logs' },
	{ path: 'metrics', label: 'Metrics' },
	{ path: 'terminal', label: 'Terminal' },
	{ path: 'files', label: 'Files' },
	{ path: 'about', label: 'About' }
] as const;
export type Section = (typeof SECTIONS)[number];

type Shown = Pick<PupDetail, 'id' | 'state' | 'needsConfig'>;

/** Sections that remain when the program is removed but its data are kept. */
const KEPT: readonly string[] = ['', 'files', 'about'];

/** Whether its page opens at the configuration, because it cannot start without its settings. */
export function asksForSettings({ needsConfig, state }: Omit<Shown, 'id'>): boolean {
	return needsConfig && state === 'stopped';
}

/**
 * The current sections of a pup. One that needs settings has no overview yet.
 *
 * @param pup what is known of it
 */
export function sectionsOf(pup: Shown): Section[] {
	if (pup.state === 'uninstalled') return SECTIONS.filter(({ path }) => KEPT.includes(path));
	return asksForSettings(pup) ? SECTIONS.filter(({ path }) => path !== '') : [...SECTIONS];
}

/** Address of a section. */
export const sectionPath = (pupId: string, section: Section['path']): string =>
	`/pups/${pupId}${section && `/${section}`}`;

/** The section of an address, whether the pup has a tab for it or not. */
export function sectionAt(pathname: string): Section | null {
	const path = pathname.split('/')[3] ?? '';
	return SECTIONS.find((section) => section.path === path) ?? null;
}
