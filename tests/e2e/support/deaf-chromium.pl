#!/usr/bin/perl
# Starts Chromium so that it gets no news of the host's network interfaces. Chromium aborts all its
# requests when an address of the host appears or disappears (net::ERR_NETWORK_CHANGED), and here
# the boxes of other tests add and remove addresses. A seccomp(2) filter denies it AF_NETLINK
# sockets. Ubuntu's Chromium is a snap, whose own confinement stays unchanged.
use strict;
# By machine: AUDIT_ARCH of linux/audit.h, and the numbers of the calls prctl and socket.
my %calls = ('x86_64' => [0xC000003E, 157, 41], 'aarch64' => [0xC00000B7, 167, 198]);
my $browser = $ENV{DOGEBOX_DEAF_CHROMIUM};
my $machine = (require POSIX, POSIX::uname())[5] // '';
my $own = $browser =~ /chromium-browser$|^\/snap\// ? undef : $calls{$machine};
if ($own) {
  my ($arch, $prctl, $socket) = @$own;
  # code, jt, jf, k (linux/filter.h). Offsets in struct seccomp_data: nr 0, arch 4, args[0] 16.
  my @steps = (
    [0x20, 0, 0, 4], [0x15, 0, 5, $arch],
    [0x20, 0, 0, 0], [0x15, 0, 3, $socket],
    [0x20, 0, 0, 16], [0x15, 0, 1, 16],
    [0x06, 0, 0, 0x00050000 | 97], # SECCOMP_RET_ERRNO, EAFNOSUPPORT
    [0x06, 0, 0, 0x7fff0000], # SECCOMP_RET_ALLOW
  );
  my $filter = join '', map { pack 'S C C L', @$_ } @steps;
  my $program = pack 'S x6 P', scalar @steps, $filter;
  # First PR_SET_NO_NEW_PRIVS, then PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
  syscall($prctl, 38, 1, 0, 0, 0) == 0 && syscall($prctl, 22, 2, $program) == 0
    or die "Chromium cannot be kept from hearing of interfaces: $!\n";
}
exec $browser, @ARGV or die "$browser: $!\n";
