/** How every package manager is called that builds a layer. */

/** apt must never ask, never trust what is not signed, never take more than it was asked for. */
export const APT_OPTIONS = [
	'APT::Get::Assume-Yes "true";',
	'APT::Install-Recommends "false";',
	'APT::Install-Suggests "false";',
	'APT::Get::AllowUnauthenticated "false";',
	'Acquire::Languages "none";',
	'Acquire::Retries "3";',
	// Already confined, and its own change of user would need ids that are not mapped everywhere.
	'APT::Sandbox::User "root";',
	'Dpkg::Use-Pty "0";'
];

/** No question is asked, and none that a package has of its own is shown. */
export const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', DEBCONF_NONINTERACTIVE_SEEN: 'true' };

/** Milliseconds: a slow line and a slow disk. */
export const LONG = 60 * 60_000;
