/** Part of the script in `files-script.ts` that lists what was written to the root of a box. */
import { TOO_MUCH } from './files-numbers.ts';

/**
 * Mount points where the script finds the upper folder and the layers below it. Every root has
 * these folders, and they are empty unless something is mounted there.
 */
export const WRITTEN_AT = '/proc';
export const LAYERS_AT = ['/sys', '/dev'] as const;

/**
 * Prints each change: `A`, `C` or `D` and its path. A deleted entry is a device with number 0, or
 * it is missing in an opaque folder (overlayfs.rst, “whiteouts and opaque directories”). The script
 * finds those by comparing with the mounted root, without attributes that only real root may read.
 */
export const CHANGES_SCRIPT = `sub changes { my ($most) = @_;
  my @layers = qw(${LAYERS_AT.join(' ')});
  my $below = sub { my ($path) = @_; for (@layers) { my @stat = lstat "$_$path"; return @stat if @stat } return () };
  my ($count, $out, @todo) = (0, '', '');
  my $told = sub { my ($kind, $path) = @_;
    fail(${TOO_MUCH}) if ++$count > $most;
    $out .= "$kind$path\\0";
    if (length $out > $piece) { say_all($out); $out = '' } };
  while (defined(my $at = shift @todo)) {
    opendir(my $handle, "${WRITTEN_AT}$at") or next;
    my %own;
    names($handle, sub { my ($name) = @_; my $path = "$at/$name";
      return 1 if $name eq $uploads or $path =~ m{^/etc/(?:hosts|hostname|resolv\\.conf)\\z};
      $own{$name} = 1;
      my @now = lstat "${WRITTEN_AT}$path" or return 1;
      my ($folder, $gone) = (-d _, -c _ && $now[6] == 0);
      my @was = $below->($path);
      if ($gone) { $told->('D', $path) if @was; return 1 }
      if (!@was) { $told->('A', $path) }
      elsif (!$folder || $now[2] != $was[2] || $now[9] != $was[9]) { $told->('C', $path) }
      push @todo, $path if $folder;
      return 1 });
    for my $layer (@layers) {
      lstat "$layer$at" && -d _ && opendir(my $handle, "$layer$at") or next;
      names($handle, sub { my ($name) = @_; my $path = "$at/$name";
        return 1 if $own{$name} or $at eq '' or lstat $path;
        $own{$name} = 1; $told->('D', $path); return 1 });
    }
  }
  say_all($out) }
`;
