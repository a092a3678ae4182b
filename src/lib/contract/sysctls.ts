/**
 * Kernel settings that a box can have for its own network (`ip-sysctl.rst`, `net.rst` of the
 * kernel). None of them opens a route to another network or changes where packets go.
 */
import * as v from 'valibot';

export const SYSCTLS = [
	'net.core.somaxconn',
	'net.ipv4.ip_local_port_range',
	'net.ipv4.ip_unprivileged_port_start',
	'net.ipv4.ping_group_range',
	'net.ipv4.tcp_fin_timeout',
	'net.ipv4.tcp_keepalive_intvl',
	'net.ipv4.tcp_keepalive_probes',
	'net.ipv4.tcp_keepalive_time',
	'net.ipv4.tcp_max_syn_backlog',
	'net.ipv4.tcp_retries2',
	'net.ipv4.tcp_slow_start_after_idle',
	'net.ipv4.tcp_syncookies',
	'net.ipv4.tcp_tw_reuse'
] as const;
export type Sysctl = (typeof SYSCTLS)[number];

/** Up to three numbers, separated by blanks. */
export const sysctlValue = v.pipe(
	v.string('Give the value of a kernel setting as text.'),
	v.regex(/^\d{1,10}(?:[ \t]\d{1,10}){0,2}$/, 'The value of a kernel setting can only have numbers here.')
);
