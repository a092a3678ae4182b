/**
 * The steps of the wizard, in their order. The server is the truth: what was chosen stands in its
 * draft.
 */
export const CHOICE_STEPS = ['device', 'storage', 'password', 'restore', 'words', 'check'] as const;
export type ChoiceStep = (typeof CHOICE_STEPS)[number];

/** What the progress bar names. */
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
 * Which stage a wizard page belongs to.
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
