/** Paths of the programs that the host layer runs. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../contract/errors.ts';
import { systemCalls, type SystemCalls } from './system-calls.ts';
import { findProgram } from './system-path.ts';
import type { HostPaths, OciProgram } from './types.ts';

export { findProgram };

/** Returns the absolute path of a system program. @throws BoxError `program-missing` */
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
 * Path at which conmon and the agent start the OCI runtime. For crun it is a generated script.
 * @throws BoxError `program-missing`
 */
export function ociProgramPath(program: OciProgram, paths: HostPaths): string {
	return program === 'runc' ? requireProgram(program) : join(paths.run, program);
}

/**
 * Perl for a process that becomes crun. crun before 1.24 chowns its standard streams to the
 * container's user. When a stream is the host's own /dev/null, that user could then close it for
 * everybody. conmon passes it as input, and with a terminal as output too. Instead, crun gets the
 * end of an empty pipe as input, and an unnamed file for its output.
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
 * Perl that unmounts the `unified` mount, at which crun refuses a hybrid cgroup layout, in a mount
 * namespace of its own. The alternative would be four programs, which take twice as long as crun.
 * CLONE_NEWNS 0x20000; MS_REC and MS_PRIVATE 0x44000.
 */
const withoutUnified = ({ unshare, mount, umount2 }: SystemCalls) => `
my ($none, $root, $unified) = ('none', '/', '/sys/fs/cgroup/unified');
syscall(${unshare}, 0x20000) == 0 or die "unshare: $!\\n";
syscall(${mount}, $none, $root, 0, 0x44000, 0) == 0 or die "mount: $!\\n";
syscall(${umount2}, $unified, 0);
`;

/**
 * Perl that opens crun through a read-only mount that is then detached from the file system. crun
 * itself does the same at each start with a file in /tmp, and executes itself again from it,
 * because a container could otherwise overwrite the program (CVE-2019-5736). It accepts this mount,
 * with this variable, as its own (crun, src/libcrun/cloned_binary.c). Runs in the mount namespace
 * of {@link withoutUnified}. MS_BIND 0x1000, with MS_REMOUNT and MS_RDONLY 0x1021; MNT_DETACH 2.
 */
const sealedCrun = ({ mount, umount2 }: SystemCalls) => `
my ($crun, $nothing) = (${perlText(findProgram('crun') ?? '')}, '');
if ($crun ne '' && syscall(${mount}, $crun, $crun, $nothing, 0x1000, 0) == 0) {
	my $closed = syscall(${mount}, $nothing, $crun, $nothing, 0x1021, 0) == 0;
	if ($closed && open(my $file, '<', $crun)) { our $sealed = $file; $ENV{_LIBCONTAINER_CLONED_BINARY} = 1 }
	syscall(${umount2}, $crun, 2) == 0 or die "umount: $!\\n";
}
`;

/** Quotes a text as a single-quoted Perl string. */
const perlText = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/**
 * Does the same with two programs, for an architecture whose system call numbers are not known
 * here. The script starts itself again in the namespace and then runs crun's script in `folder`.
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
 * Returns the text of the scripts of {@link ociProgramPath}, which are stored in `folder`.
 * @param calls undefined when the processor's numbers are not known
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

/** How to start a runtime whose output is read as it is written. */
export interface ForegroundRuntime {
	program: string;
	/**
	 * Null: runc. `before`: lines of Perl for the process that becomes crun. `task`: the same as a
	 * task of the fork server (`tasks.ts`); none when the runtime gets no pipes from us.
	 */
	crun: { before: string; task?: string } | null;
}

/** @param pipes whether the runtime gets pipes: then its starter does the work of the scripts */
export function foregroundRuntime(program: OciProgram, pipes: boolean, paths: HostPaths): ForegroundRuntime {
	const script = ociProgramPath(program, paths);
	if (program === 'runc') return { program: script, crun: null };
	const calls = systemCalls();
	if (!pipes || !calls) return { program: script, crun: { before: '' } };
	const crun =
		program === 'crun' ? { before: '', task: 'opened' } : { before: withoutUnified(calls), task: 'opened_private' };
	return { program: requireProgram('crun'), crun };
}

/** Installs the wrappers of crun in the run folder, executable only by their owner. */
export async function writeCrunScripts(paths: HostPaths): Promise<void> {
	for (const [name, text] of Object.entries(crunScripts(paths.run, systemCalls()))) {
		await writeFile(join(paths.run, name), text, { mode: 0o700 });
		await chmod(join(paths.run, name), 0o700);
	}
}

/** The OCI runtime's state folder of this instance (`--root`). */
export function ociStateFolder(paths: HostPaths): string {
	return join(paths.run, 'oci');
}

/** Folder with all files of a running container: root, bundles, state. */
export function containerFolder(paths: HostPaths, id: string): string {
	return join(paths.run, 'containers', id);
}

/** Folder where conmon writes a file with the exit status of each process that ended. */
export function exitFolder(paths: HostPaths): string {
	return join(paths.run, 'exits');
}

/**
 * The runtime's name for the container of one process, also the name of its exit file. Container
 * ids have no dot, so {@link parseOciName} can split it again.
 */
export function ociName(id: string, process: string): string {
	return `${id}.${process}`;
}

/** Reverses {@link ociName}; null for any other name. */
export function parseOciName(name: string): { id: string; process: string } | null {
	const dot = name.indexOf('.');
	return dot > 0 && dot < name.length - 1 ? { id: name.slice(0, dot), process: name.slice(dot + 1) } : null;
}

/** Path of a process's log. */
export function logFile(paths: HostPaths, id: string, process: string): string {
	return join(paths.logs, id, `${process}.log`);
}
