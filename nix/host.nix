# What a host must be so that pups can run on it. It takes no setting: it reads nothing that dogeboxd
# writes, so neither a pup nor an owner's click ever changes what the host is built of.
{ pkgs, ... }:
let
  # nixpkgs builds modules of nginx into its program. The box begins its own two, and no service is
  # enabled here.
  nginx = pkgs.nginx.override { modules = [ pkgs.nginxModules.njs ]; };
in
{
  # What pups are built with: dogeboxd is no trusted user, so these are what holds.
  nix.settings.sandbox = true;
  nix.settings.sandbox-fallback = false;
  nix.settings.experimental-features = [
    "nix-command"
    "flakes"
  ];

  boot.enableContainers = true;
  boot.kernel.sysctl."net.ipv4.ip_forward" = 1;
  # The box writes tables of its own with nft, beside the one of NixOS.
  networking.nftables.enable = true;
  networking.nftables.flushRuleset = false;
  # NixOS's own firewall lets in what pups send to the box: the box's table judges each packet of them.
  # The bridge is named by the units, which call the box dbx.
  networking.firewall.trustedInterfaces = [ "dbx0" ];
  # Addresses of pups are the box's own work.
  networking.dhcpcd.denyInterfaces = [
    "dbx*"
    "ve-*"
    "vb-*"
  ];

  # The host agent looks for programs in /run/current-system/sw/bin.
  environment.systemPackages = [
    pkgs.bzip2
    pkgs.catatonit
    pkgs.conmon
    pkgs.crun
    pkgs.git
    pkgs.iproute2
    pkgs.nftables
    nginx
    pkgs.nixos-container
    pkgs.perl
    pkgs.runc
    pkgs.xz
    pkgs.zstd
  ];

  users.groups.dogebox = { };
  users.groups.dogebox-dkm = { };
  users.groups.dogebox-web = { };
  users.users.dogebox = {
    isSystemUser = true;
    group = "dogebox";
  };
  users.users.dogebox-dkm = {
    isSystemUser = true;
    group = "dogebox-dkm";
  };
  users.users.dogebox-web = {
    isSystemUser = true;
    group = "dogebox-web";
  };
}
