/** Common options of the package managers that build layers. */

/** apt must never ask, never trust unsigned packages, never install more than requested. */
export const APT_OPTIONS = [
	'APT::Get::Assume-Yes "true";',
	'APT::Install-Recommends "false";',
	'APT::Install-Suggests "false";',
	'APT::Get::AllowUnauthenticated "false";',
	'Acquire::Languages "none";',
	'Acquire::Retries "3";',
	// apt is already confined, and its own change of user would need ids that may be unmapped.
	'APT::Sandbox::User "root";',
	'Dpkg::Use-Pty "0";'
];

/** Suppresses questions of dpkg and of packages. */
export const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive', DEBCONF_NONINTERACTIVE_SEEN: 'true' };

/** Milliseconds: a slow connection and a slow disk. */
export const LONG = 60 * 60_000;
