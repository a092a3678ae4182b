import type { LayoutServerLoad } from './$types';

export type Theme = 'system' | 'light' | 'dark';

/** The chosen theme is part of the first bytes of every page, so that nothing flashes. */
export const load: LayoutServerLoad = ({ cookies }) => {
	const chosen = cookies.get('theme');
	const theme: Theme = chosen === 'light' || chosen === 'dark' ? chosen : 'system';
	return { theme };
};
