# Dogebox as a service of NixOS: `services.dogebox.enable = true;`
# dogeboxd, the key manager and nginx are each a unit with a user of its own; the host agent is one that
# runs as root. The units are those of the package (deploy/systemd).
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.dogebox;
  # A line of systemd's EnvironmentFile: in double quotes, and with no line end (systemd.exec(5)).
  line =
    name: value:
    if builtins.match "[^[:cntrl:]]*" value == null then
      throw "services.dogebox: ${name} holds a control character."
    else
      name + "=\"" + builtins.replaceStrings [ "\\" "\"" "$" "`" ] [ "\\\\" "\\\"" "\\$" "\\`" ] value + "\"\n";
in
{
  imports = [ ./host.nix ];

  options.services.dogebox = {
    enable = lib.mkEnableOption "Dogebox, the manager of this box";
    package = lib.mkOption {
      type = lib.types.package;
      default = pkgs.callPackage ./package.nix { };
      description = "The programs.";
    };
    name = lib.mkOption {
      type = lib.types.str;
      default = "dogebox";
      description = "The box is found as NAME.local.";
    };
    host = lib.mkOption {
      type = lib.types.str;
      default = "0.0.0.0";
      description = "Address at which the dashboard listens.";
    };
    port = lib.mkOption {
      type = lib.types.port;
      default = 8080;
      description = "Port of the dashboard and the API.";
    };
    pagePorts = {
      first = lib.mkOption {
        type = lib.types.port;
        default = 8100;
        description = "First port for pages of pups.";
      };
      last = lib.mkOption {
        type = lib.types.port;
        default = 8199;
        description = "Last port for pages of pups.";
      };
    };
    openFirewall = lib.mkOption {
      type = lib.types.bool;
      default = true;
      description = "Whether the dashboard and pages of pups are open to the home network.";
    };
    nixpkgs = lib.mkOption {
      type = lib.types.path;
      # By this name it is the path that flakes give it, and is not copied for each build.
      default = builtins.path {
        name = "source";
        path = pkgs.path;
      };
      defaultText = lib.literalExpression "pkgs.path";
      description = "The nixpkgs that pups with a Nix file are built from: that of the host.";
    };
    settings = lib.mkOption {
      type = lib.types.attrsOf lib.types.str;
      default = { };
      description = "Further settings by the names of their variables, DOGEBOX_LOG_LEVEL. No secrets: every user may read them.";
    };
  };

  config = lib.mkIf cfg.enable {
    systemd.packages = [ cfg.package ];
    # NixOS does not read [Install].
    systemd.targets.dogebox.wantedBy = [ "multi-user.target" ];
    # A rebuild of the host starts them again only where the box itself is another one.
    systemd.services.dogeboxd.restartTriggers = [ cfg.package ];
    systemd.services.dogebox-agent.restartTriggers = [ cfg.package ];
    systemd.services.dogebox-dkm.restartTriggers = [ cfg.package ];

    environment.etc."default/dogebox".text = lib.concatStringsSep "" (
      lib.mapAttrsToList line (
        cfg.settings
        // {
          DOGEBOX_HOST = cfg.host;
          DOGEBOX_PORT = toString cfg.port;
          DOGEBOX_NIXPKGS = "${cfg.nixpkgs}";
          DOGEBOX_PAGE_PORTS = "${toString cfg.pagePorts.first}-${toString cfg.pagePorts.last}";
        }
      )
    );

    networking.firewall.allowedTCPPorts = lib.optional cfg.openFirewall cfg.port;
    networking.firewall.allowedTCPPortRanges = lib.optional cfg.openFirewall {
      from = cfg.pagePorts.first;
      to = cfg.pagePorts.last;
    };

    services.avahi = {
      enable = true;
      hostName = cfg.name;
      publish.enable = true;
      publish.addresses = true;
      openFirewall = cfg.openFirewall;
    };
  };
}
