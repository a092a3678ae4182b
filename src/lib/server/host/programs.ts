/** Where the programs that we use lie. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../contract/errors.ts';
import { systemCalls, type SystemCalls } from './system-calls.ts';
import { findProgram } from './system-path.ts';
import type { HostPaths, OciProgram } from './types.ts';

export { findProgram };

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
 * Perl for a process that becomes crun. crun before 1.24 gives the standard streams that it gets to
 * the container's user, and with them the host's own /dev/null: that user could then close it for
 * everybody. conmon hands it there as input, and as output too where the container has a terminal.
 * crun gets the end of an empty pipe instead, and a file without a name for its words.
 */
const BECOME_CRUN = `
our $sealed;
my $null = (stat('/dev/null'))[6] // -1;
for ([*STDIN, 0], [*STDOUT, 1], [*STDERR, 1]) {
	my ($stream, $writes) = @$_;
	my @is = stat($stream);
	next unless @is && $is[6] == $null;
	if ($writes) { open($stream, '+>', undef) or die "file: $!\\n"; next }
	pipe(my $read, my $write) or die "pipe: $!\\n";
	open($stream, '<&', $read) && close($write) or die "pipe: $!\\n";
}
exec { $sealed ? '/proc/self/fd/' . fileno $sealed : 'crun' } 'crun', @ARGV or die "crun: $!\\n";
`;

/**
 * Perl that takes the mount away at which crun refuses a hybrid cgroup layout, in a mount namespace
 * of its own. Four programs would be needed for that, which take twice as long as crun itself.
 * CLONE_NEWNS 0x20000; MS_REC and MS_PRIVATE 0x44000.
 */
const withoutUnified = ({ unshare, mount, umount2 }: SystemCalls) => `
my ($none, $root, $unified) = ('none', '/', '/sys/fs/cgroup/unified');
syscall(${unshare}, 0x20000) == 0 or die "unshare: $!\\n";
syscall(${mount}, $none, $root, 0, 0x44000, 0) == 0 or die "mount: $!\\n";
syscall(${umount2}, $unified, 0);
`;

/**
 * Perl that opens crun at a mount that can only be read and that no folder has any more. crun does
 * the same at each start, with a file in /tmp, and begins once more by it, since a container could
 * write to its program otherwise (CVE-2019-5736). It takes this mount and this variable for its own
 * (crun, src/libcrun/cloned_binary.c). In the mount namespace that {@link withoutUnified} made.
 * MS_BIND 0x1000, with MS_REMOUNT and MS_RDONLY 0x1021; MNT_DETACH 2.
 */
const sealedCrun = ({ mount, umount2 }: SystemCalls) => `
my ($crun, $nothing) = (${perlText(findProgram('crun') ?? '')}, '');
if ($crun ne '' && syscall(${mount}, $crun, $crun, $nothing, 0x1000, 0) == 0) {
	my $closed = syscall(${mount}, $nothing, $crun, $nothing, 0x1021, 0) == 0;
	if ($closed && open(my $file, '<', $crun)) { our $sealed = $file; $ENV{_LIBCONTAINER_CLONED_BINARY} = 1 }
	syscall(${umount2}, $crun, 2) == 0 or die "umount: $!\\n";
}
`;

/** A text as perl has it in its single quotes. */
const perlText = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/**
 * The same for an architecture whose system calls are not known here, by two programs. It starts
 * itself again in the namespace, and goes on as crun's script in `folder`.
 */
const withoutUnifiedByPrograms = (folder: string) => `#!/usr/bin/perl
if (($ARGV[0] // '') ne '--unshared') {
	exec 'unshare', '--mount', '--propagation', 'private', '--', $0, '--unshared', @ARGV or die "unshare: $!\\n";
}
shift;
system 'umount', '/sys/fs/cgroup/unified';
exec { ${perlText(join(folder, 'crun'))} } 'crun', @ARGV or die "crun: $!\\n";
`;

/**
 * Text of {@link ociProgramPath}'s scripts, which lie in `folder`.
 * @param calls undefined where the processor's are not known
 */
export function crunScripts(
	folder: string,
	calls: SystemCalls | undefined
): Record<Exclude<OciProgram, 'runc'>, string> {
	return {
		crun: `#!/usr/bin/perl${BECOME_CRUN}`,
		'crun-private': calls
			? `#!/usr/bin/perl${withoutUnified(calls)}${sealedCrun(calls)}${BECOME_CRUN}`
			: withoutUnifiedByPrograms(folder)
	};
}

/** How a runtime is started whose output is read as it comes. */
export interface ForegroundRuntime {
	program: string;
	/**
	 * Null: runc. `before`: lines of perl for the process that becomes crun; `task`: the same of
	 * the fork server (`tasks.ts`), none where it gets no pipes of ours.
	 */
	crun: { before: string; task?: string } | null;
}

/** @param pipes whether it gets pipes: then what the scripts do is done by whoever starts it */
export function foregroundRuntime(program: OciProgram, pipes: boolean, paths: HostPaths): ForegroundRuntime {
	const script = ociProgramPath(program, paths);
	if (program === 'runc') return { program: script, crun: null };
	const calls = systemCalls();
	if (!pipes || !calls) return { program: script, crun: { before: '' } };
	const crun =
		program === 'crun' ? { before: '', task: 'opened' } : { before: withoutUnified(calls), task: 'opened_private' };
	return { program: requireProgram('crun'), crun };
}

/** Writes the scripts by which crun is started. */
export async function writeCrunScripts(paths: HostPaths): Promise<void> {
	for (const [name, text] of Object.entries(crunScripts(paths.run, systemCalls()))) {
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
