# A virtual machine for trying: the dashboard is at http://localhost:8080 of the computer it runs on.
{ modulesPath, ... }:
{
  imports = [ "${modulesPath}/virtualisation/qemu-vm.nix" ];
  services.dogebox.enable = true;
  virtualisation.memorySize = 4096;
  virtualisation.diskSize = 16384;
  virtualisation.forwardPorts = [
    {
      from = "host";
      host.port = 8080;
      guest.port = 8080;
    }
  ];
  # The claim code: journalctl -u dogeboxd
  services.getty.autologinUser = "root";
  users.users.root.initialHashedPassword = "";
  system.stateVersion = "25.11";
}
