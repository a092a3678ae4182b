// The systemd unit that runs Dogebox, as text.

/** Name of the unit. */
export const UNIT = 'dogebox.service';

/**
 * A word of ExecStart. systemd reads quotes, backslashes, `%` and `$` in it (systemd.service(5),
 * “Command lines”).
 * @param {string} text
 * @throws {Error} for a control character, which no word can hold
 */
export function quoted(text) {
	if (/\p{Cc}/u.test(text)) throw new Error(`“${text}” holds a control character.`);
	return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;
}

/**
 * The unit. The supervisor runs as root; dogeboxd and the key manager each go on as a user of their
 * own (docs/decisions/0009-host-agent.md).
 *
 * No option that gives the service a mount namespace of its own (ProtectSystem=, PrivateTmp= and
 * their kind): roots of containers are mounted by the agent and outlive it, so they must stand
 * where the next one finds them. No NoNewPrivileges=: package scripts of roots that are built need
 * setuid programs; dogeboxd, the key manager and every service of a pup have it from the supervisor
 * and the container. Filters are inherited by containers, so only what none of them needs is taken.
 * @param {{ node: string, program: string, args: readonly string[], from?: string }} what absolute
 *   paths of node and of the built supervisor, flags as `npm start` takes them, and what wrote it
 */
export function unitText({ node, program, args, from = '“npm run service:install”' }) {
	return `# Written by ${from}, which replaces it when it is run again.
# Make your own changes with: systemctl edit ${UNIT}

[Unit]
Description=Dogebox, the manager of this box
After=network-online.target local-fs.target time-sync.target
Wants=network-online.target
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart=${[node, program, ...args].map(quoted).join(' ')}
Environment=NODE_ENV=production
EnvironmentFile=-/etc/default/dogebox
WorkingDirectory=/
Restart=on-failure
RestartSec=2
TimeoutStopSec=20
# The supervisor stops its own programs in order. Containers of pups keep running.
KillMode=process
Delegate=yes
TasksMax=infinity
LimitNOFILE=1048576
OOMScoreAdjust=-250
UMask=0022
KeyringMode=private
LockPersonality=yes
RestrictRealtime=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET
CapabilityBoundingSet=~CAP_SYS_MODULE CAP_SYS_RAWIO CAP_SYS_TIME CAP_SYSLOG CAP_SYS_PACCT CAP_SYS_BOOT
CapabilityBoundingSet=~CAP_WAKE_ALARM CAP_BLOCK_SUSPEND CAP_AUDIT_CONTROL CAP_AUDIT_READ CAP_MAC_ADMIN CAP_MAC_OVERRIDE
SystemCallFilter=~@clock @module @raw-io @reboot @swap @obsolete
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
`;
}
