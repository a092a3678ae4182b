/** The sections of a box's page in their order; each has a folder below `boxes/[id]`. */
const SECTIONS = [
	{ path: '', label: 'Overview' },
	{ path: 'terminal', label: 'Terminal' },
	{ path: 'commands', label: 'Commands' },
	{ path: 'files', label: 'Files' },
	{ path: 'logs', label: 'Logs' },
	{ path: 'settings', label: 'Settings' },
	{ path: 'copies', label: 'Copies' }
] as const;
type Section = (typeof SECTIONS)[number];

/** Address of a section. */
export const boxPath = (id: string, section: Section['path'] = ''): string => `/boxes/${id}${section && `/${section}`}`;

/** All sections, with their addresses. */
export const boxSections = (id: string) => SECTIONS.map(({ path, label }) => ({ href: boxPath(id, path), label }));

/** The section of an address. */
export const boxSectionAt = (pathname: string): Section | null =>
	SECTIONS.find(({ path }) => path === (pathname.split('/')[3] ?? '')) ?? null;
