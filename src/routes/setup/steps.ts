/** The steps of the wizard in order. The server's draft has the choices. */
export const CHOICE_STEPS = ['device', 'storage', 'password', 'restore', 'words', 'check'] as const;
export type ChoiceStep = (typeof CHOICE_STEPS)[number];

/** Names in the progress bar. */
export const STAGES = ['Device', 'Data', 'Password', 'Words', 'Network', 'Summary'] as const;

const STAGE_OF: Record<string, number> = {
	device: 0,
	storage: 1,
	password: 2,
	restore: 2,
	words: 3,
	check: 3,
	network: 4,
	summary: 5
};

/**
 * The stage of a wizard page.
 *
 * @param path path of the page, `/setup/storage`
 * @returns index into {@link STAGES}; null for pages before and after them
 */
export function stageOf(path: string): number | null {
	return STAGE_OF[path.split('/')[2] ?? ''] ?? null;
}

/** Whether a path segment is a step of the dynamic route. */
export function isChoiceStep(name: string): name is ChoiceStep {
	return (CHOICE_STEPS as readonly string[]).includes(name);
}
