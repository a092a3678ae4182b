/**
 * How the browser's code is cut into files. Left alone, the bundler makes dozens of files of a few hundred bytes, which
 * compress badly and cost a request each; these groups keep login and home within their budget (docs/performance.md).
 */
const dependencies = /vite\/preload-helper|node_modules\/(svelte|@sveltejs\/kit|devalue|clsx|esm-env)\//;
const everyPage = /src\/lib\/(client\/(forms|format)\.|components\/ui\/(Button|Notice|Spinner|Mark)\.)/;
/** What is loaded after the first paint (connection, messages, banner) stays out of it. */
const dashboard =
	/src\/lib\/(client\/(?!connection|clipboard)|components\/(ui\/(Badge|Command|Logo|Meter|PageHead|Progress|Sparkline|StatusDot)\.|shell\/(?!ToastList|ConnectionBanner)|box\/|pups\/(StateBadge|PupActions|PupCard|KeysNotice)|jobs\/JobProgress|store\/))/;

/** Groups for `build.rolldownOptions.output.codeSplitting`. */
export const chunkGroups = [
	/** What every page needs, the login too. */
	{ name: 'base', priority: 2, test: (id: string) => dependencies.test(id) || everyPage.test(id) },
	/** The dashboard's frame and its home page. */
	{ name: 'shell', priority: 1, test: (id: string) => dashboard.test(id) }
];
