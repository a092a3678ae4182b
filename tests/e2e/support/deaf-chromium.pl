#!/usr/bin/perl
# Starts Chromium without word of the host's interfaces. It gives up all that it loads when an
# address of the host comes or goes (net::ERR_NETWORK_CHANGED), and here those of the boxes of other
# tests do. Sockets of AF_NETLINK are refused to it by a filter of seccomp(2). Ubuntu's is a snap,
# whose own confinement is left alone.
use strict;
# AUDIT_ARCH of linux/audit.h: prctl, socket.
my %calls = ('x86_64' => [0xC000003E, 157, 41], 'aarch64' => [0xC00000B7, 167, 198]);
my $browser = $ENV{DOGEBOX_DEAF_CHROMIUM};
my $machine = (require POSIX, POSIX::uname())[5] // '';
my $own = $browser =~ /chromium-browser$|^\/snap\// ? undef : $calls{$machine};
if ($own) {
  my ($arch, $prctl, $socket) = @$own;
  # code, jt, jf, k of linux/filter.h over struct seccomp_data: nr at 0, arch at 4, args[0] at 16.
  my @steps = (
    [0x20, 0, 0, 4], [0x15, 0, 5, $arch],
    [0x20, 0, 0, 0], [0x15, 0, 3, $socket],
    [0x20, 0, 0, 16], [0x15, 0, 1, 16],
    [0x06, 0, 0, 0x00050000 | 97], # SECCOMP_RET_ERRNO, EAFNOSUPPORT
    [0x06, 0, 0, 0x7fff0000], # SECCOMP_RET_ALLOW
  );
  my $filter = join '', map { pack 'S C C L', @$_ } @steps;
  my $program = pack 'S x6 P', scalar @steps, $filter;
  # PR_SET_NO_NEW_PRIVS, then PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
  syscall($prctl, 38, 1, 0, 0, 0) == 0 && syscall($prctl, 22, 2, $program) == 0
    or die "Chromium cannot be kept from hearing of interfaces: $!\n";
}
exec $browser, @ARGV or die "$browser: $!\n";
