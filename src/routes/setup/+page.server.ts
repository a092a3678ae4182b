import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	const { setup, system } = locals.box;
	const draft = setup.draft();
	const resume = setup.claimed()
		? setup.pendingWords()
			? 'words'
			: 'password'
		: draft.step === 'welcome'
			? null
			: draft.step;
	return { resume, runtime: system.info().runtime };
};
