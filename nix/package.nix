# Dogebox as a package: the programs that `npm run build` makes, and the units of deploy/systemd with
# their paths changed to those of the store. The units are the ones of Debian: the same hardening.
#
# package-lock.json has a hash for each package of npm, so none stands here: importNpmLock fetches
# each by itself. The file leaves out where they are, which is the same place for all.
{
  lib,
  buildNpmPackage,
  importNpmLock,
  nodejs_22,
  python3,
}:
let
  package = lib.importJSON ../package.json;
  lock = lib.importJSON ../package-lock.json;
  # npm's own address of a package: that of a scope has its scope in the folder alone.
  withAddress =
    path: module:
    let
      name = module.name or (lib.last (lib.splitString "node_modules/" path));
    in
    if module ? integrity && !(module ? resolved) then
      module // { resolved = "https://registry.npmjs.org/${name}/-/${baseNameOf name}-${module.version}.tgz"; }
    else
      module;
in
buildNpmPackage {
  pname = "dogebox";
  inherit (package) version;
  src = lib.cleanSource ../.;
  nodejs = nodejs_22;
  npmDeps = importNpmLock {
    npmRoot = ../.;
    inherit package;
    packageLock = lock // {
      packages = lib.mapAttrs withAddress lock.packages;
    };
  };
  npmConfigHook = importNpmLock.npmConfigHook;
  # Compiles the driver of SQLite.
  nativeBuildInputs = [ python3 ];

  installPhase = ''
    runHook preInstall
    npm prune --omit=dev --ignore-scripts
    mkdir -p $out/lib/dogebox/systemd $out/lib/systemd/system
    cp -r build drizzle nix pups node_modules package.json $out/lib/dogebox/
    install -m 0755 deploy/systemd/part-news $out/lib/dogebox/systemd/
    cp deploy/systemd/*.service deploy/systemd/*.target $out/lib/systemd/system/
    substituteInPlace $out/lib/systemd/system/*.service \
      --replace-quiet /usr/bin/node ${nodejs_22}/bin/node \
      --replace-quiet /usr/lib/dogebox $out/lib/dogebox \
      --replace-quiet /usr/sbin/nginx /run/current-system/sw/bin/nginx
    runHook postInstall
  '';

  meta = {
    description = "The manager of a box at home";
    license = lib.licenses.mit;
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
}
