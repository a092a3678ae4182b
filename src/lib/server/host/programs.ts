/** Where the programs that we use lie. */
import { accessSync, constants } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../contract/errors.ts';
import { SYSTEM_PATH } from './spawn.ts';
import { systemCalls, type SystemCalls } from './system-calls.ts';
import type { HostPaths, OciProgram } from './types.ts';

/** Absolute path of a system program; null when it is not installed. */
export function findProgram(name: string): string | null {
	for (const folder of SYSTEM_PATH.split(':')) {
		const path = join(folder, name);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			// Next folder.
		}
	}
	return null;
}

/** Absolute path of a system program. @throws BoxError `program-missing` */
export function requireProgram(name: string): string {
	const path = findProgram(name);
	if (path !== null) return path;
	throw new BoxError({
		code: 'program-missing',
		status: 503,
		message: `The program ${name} is not installed.`,
		hint: `apt-get install -y ${name}`
	});
}

/**
 * Path by which conmon and we start the OCI runtime: crun through a script of ours.
 * @throws BoxError `program-missing`
 */
export function ociProgramPath(program: OciProgram, paths: HostPaths): string {
	return program === 'runc' ? requireProgram(program) : join(paths.run, program);
}

/**
 * crun before 1.24 gives the standard streams that it gets to the container's user, and with them
 * the host's own /dev/null: that user could then close it for everybody. It gets the end of an
 * empty pipe instead. "$@" is passed on as it is.
 */
const CRUN = `if [ /proc/self/fd/0 -ef /dev/null ]; then exec crun "$@" <<END
END
fi
exec crun "$@"`;

/**
 * crun refuses a hybrid cgroup layout; without that mount it works. The same as {@link CRUN} in a
 * mount namespace of its own, in one program: a shell needs four, which takes twice as long as crun
 * itself. CLONE_NEWNS 0x20000; MS_REC and MS_PRIVATE 0x44000.
 */
const crunPrivate = ([unshare, mount, umount]: SystemCalls) => `#!/usr/bin/perl
my ($none, $root, $unified) = ('none', '/', '/sys/fs/cgroup/unified');
syscall(${unshare}, 0x20000) == 0 or die "unshare: $!\\n";
syscall(${mount}, $none, $root, 0, 0x44000, 0) == 0 or die "mount: $!\\n";
syscall(${umount}, $unified, 0);
my (@in, @null) = ();
@in = stat(STDIN) and @null = stat('/dev/null');
if (@null && $in[0] == $null[0] && $in[1] == $null[1]) {
	pipe(my $read, my $write) or die "pipe: $!\\n";
	open(STDIN, '<&', $read) && close($write) or die "pipe: $!\\n";
}
exec { 'crun' } 'crun', @ARGV or die "crun: $!\\n";
`;

/** The same for an architecture whose system calls are not known here. */
const CRUN_PRIVATE_BY_SHELL = `#!/bin/sh
exec unshare --mount --propagation private -- /bin/sh -c 'umount /sys/fs/cgroup/unified
${CRUN}' crun "$@"
`;

/** Text of {@link ociProgramPath}'s scripts. */
function crunScripts(): Record<Exclude<OciProgram, 'runc'>, string> {
	const calls = systemCalls();
	return { crun: `#!/bin/sh\n${CRUN}\n`, 'crun-private': calls ? crunPrivate(calls) : CRUN_PRIVATE_BY_SHELL };
}

/** Writes the scripts by which crun is started. */
export async function writeCrunScripts(paths: HostPaths): Promise<void> {
	for (const [name, text] of Object.entries(crunScripts())) {
		await writeFile(join(paths.run, name), text, { mode: 0o700 });
		await chmod(join(paths.run, name), 0o700);
	}
}

/** The runtime's own state folder of this instance (`--root`). */
export function ociStateFolder(paths: HostPaths): string {
	return join(paths.run, 'oci');
}

/** Folder in which everything of a live container lies: root, bundles, state. */
export function containerFolder(paths: HostPaths, id: string): string {
	return join(paths.run, 'containers', id);
}

/** Folder in which conmon leaves a file with the exit status of each process that ended. */
export function exitFolder(paths: HostPaths): string {
	return join(paths.run, 'exits');
}

/**
 * Name of a process' container for the runtime, also of its exit file. Ids hold no dot, so it can
 * be taken apart again.
 */
export function ociName(id: string, process: string): string {
	return `${id}.${process}`;
}

/** The other way round from {@link ociName}; null for a name that is not ours. */
export function parseOciName(name: string): { id: string; process: string } | null {
	const dot = name.indexOf('.');
	return dot > 0 && dot < name.length - 1 ? { id: name.slice(0, dot), process: name.slice(dot + 1) } : null;
}

/** Log of a process. */
export function logFile(paths: HostPaths, id: string, process: string): string {
	return join(paths.logs, id, `${process}.log`);
}
