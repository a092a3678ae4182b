# The system inside a pup's container. It reads the JSON that dogeboxd writes
# (src/lib/server/runtime/nixos/description.ts); values of it stay values.
#
# storePath makes a path of the store part of what the system needs.
{
  description,
  storePath ? builtins.storePath,
}:
{ lib, ... }:
let
  read = builtins.fromJSON (builtins.readFile description);
  pup =
    if read.version == 1 then
      read
    else
      throw "Dogebox: ${toString description} has version ${toString read.version}; this module reads 1.";

  # What ends up in the text of a unit or of /etc/hosts where nothing can be quoted.
  plain =
    pattern: text:
    if builtins.isString text && builtins.match pattern text != null then
      text
    else
      throw "Dogebox: ${builtins.toJSON text} does not fit ${pattern}.";
  address = plain "[0-9.]{7,15}";
  hostName = plain "[a-z0-9]([a-z0-9.-]*[a-z0-9])?";
  unitName = plain "[a-zA-Z0-9][a-zA-Z0-9_.-]*";
  credential = plain "[a-z0-9][a-z0-9._-]*";
  folder = plain "/[^[:cntrl:]\\]*";
  # What systemd calls a device: contract/devices.ts says which there are.
  device = plain "/dev/(kvm|fuse|net/tun|dri|dri/(card|renderD)[0-9]+|tty(USB|ACM|AMA)[0-9]+|hidraw[0-9]+|bus/usb|bus/usb/[0-9/]+|tpmrm[0-9]+|tee(priv)?[0-9]+|video[0-9]+|snd|snd/[a-zA-Z0-9]+|i2c-[0-9]+|spidev[0-9]+[.][0-9]+|gpiochip[0-9]+)";
  access = plain "r|w|rw";
  stored = plain "/nix/store/[a-z0-9]{32}-[^[:cntrl:]]*";

  # systemd expands % in values and $ in commands; both are to stay as they are.
  percent = builtins.replaceStrings [ "%" ] [ "%%" ];
  argument = text: builtins.toJSON (builtins.replaceStrings [ "%" "$" ] [ "%%" "$$" ] text);

  packages = map (service: storePath (stored service.package)) (builtins.attrValues pup.services);

  unit = service: {
    after = [
      "network.target"
      "dogebox-network.service"
    ];
    requires = [ "dogebox-network.service" ];
    wantedBy = [ "multi-user.target" ];
    path = packages;
    environment = builtins.mapAttrs (_: percent) service.environment;
    serviceConfig = {
      ExecStart = lib.concatStringsSep " " (map argument ([ (stored service.program) ] ++ service.arguments));
      WorkingDirectory = percent (folder service.workingDirectory);
      # The owner's settings; not in the store, which every program of the host may read.
      EnvironmentFile = "-/storage/.dbx/config.env";
      LoadCredential = map credential pup.credentials;
      User = "pup";
      Group = "pup";
      # dogeboxd starts it again, later each time.
      Restart = "no";
      TimeoutStopSec = 10;
      NoNewPrivileges = true;
      CapabilityBoundingSet = "";
      PrivateTmp = true;
      PrivateDevices = pup.devices == [ ];
      DevicePolicy = "closed";
      DeviceAllow = map (given: "${device given.node} ${access given.access}") pup.devices;
      ProtectSystem = "strict";
      ReadWritePaths = [ "/storage" ];
      ProtectHome = true;
      ProtectKernelTunables = true;
      ProtectKernelModules = true;
      ProtectControlGroups = true;
      RestrictNamespaces = true;
      RestrictSUIDSGID = true;
      LockPersonality = true;
    };
  };
in
{
  boot.isContainer = true;
  system.stateVersion = "25.05";
  system.copySystemConfiguration = false;
  networking.hostName = hostName pup.hostName;
  networking.useDHCP = false;
  networking.useHostResolvConf = false;
  services.resolved.enable = pup.network != null;
  networking.nameservers = lib.optional (pup.network != null) (address pup.network.gateway);
  networking.hosts = lib.optionalAttrs (pup.network != null) (
    builtins.listToAttrs (
      map (host: {
        name = address host.address;
        value = map hostName host.names;
      }) pup.network.hosts
    )
  );
  networking.firewall.enable = true;
  networking.firewall.allowedTCPPorts = lib.optionals (pup.network != null) pup.network.tcp;
  networking.firewall.allowedUDPPorts = lib.optionals (pup.network != null) pup.network.udp;

  users.mutableUsers = false;
  users.users.pup = {
    uid = pup.user.uid;
    group = "pup";
    isSystemUser = true;
    home = "/storage";
  };
  users.groups.pup.gid = pup.user.gid;

  # No Nix in it: the host builds.
  nix.enable = false;
  documentation.enable = false;
  security.sudo.enable = false;
  environment.systemPackages = packages;

  # A name of its own: a pup cannot put its service in the place of one of the system's.
  systemd.services =
    lib.mapAttrs' (name: service: lib.nameValuePair "pup-${unitName name}" (unit service)) pup.services
    // {
      # The box brings its link while it starts; no service is before that.
      dogebox-network.serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        TimeoutStartSec = 30;
        ExecStart =
          if pup.network == null then
            "/bin/sh -c true"
          else
            "/bin/sh -c 'until [ -e /sys/class/net/eth0 ]; do sleep 0.05; done'";
      };
    };
}
