# Boots a box, walks the wizard by the API, installs a pup and opens its page.
{ pkgs, ... }:
let
  image = pkgs.dockerTools.buildImage {
    name = "page";
    tag = "1";
    copyToRoot = [
      pkgs.pkgsStatic.busybox
      (pkgs.writeTextDir "www/index.html" "wow, a page\n")
    ];
  };
  manifest = builtins.toJSON {
    manifestVersion = 1;
    meta = {
      name = "Page";
      version = "1.0.0";
      shortDescription = "One page.";
    };
    container = {
      build.image = "image.tar";
      services = [
        {
          name = "web";
          command.exec = "/bin/httpd -f -p 8080 -h /www";
        }
      ];
      exposes = [
        {
          name = "Page";
          type = "http";
          port = 8080;
          webUI = true;
        }
      ];
    };
  };
  pups = pkgs.runCommand "pups" { } ''
    mkdir -p $out/page
    ${pkgs.gzip}/bin/gzip -dc ${image} > $out/page/image.tar
    cp ${pkgs.writeText "manifest.json" manifest} $out/page/manifest.json
  '';
in
{
  name = "dogebox";
  nodes.box = {
    imports = [ ./module.nix ];
    services.dogebox.enable = true;
    virtualisation.memorySize = 2048;
    virtualisation.diskSize = 8192;
    environment.systemPackages = [ pkgs.curl ];
  };

  testScript = ''
    import json

    api = "http://localhost:8080/api/v1"


    def ask(method, path, body=None, token=None):
        who = f"-H 'Authorization: Bearer {token}'" if token else ""
        box.succeed("cat > /tmp/body <<'END'\n" + json.dumps(body or {}) + "\nEND")
        given = "-H 'Content-Type: application/json' --data-binary @/tmp/body" if body is not None else ""
        return json.loads(box.succeed(f"curl -sS --fail-with-body -X {method} {who} {given} '{api}{path}'"))


    def runs_as(unit, user):
        pid = box.succeed(f"systemctl show --value -p MainPID {unit}").strip()
        assert box.succeed(f"stat -c %U /proc/{pid}").strip() == user, unit


    box.wait_for_unit("dogeboxd.service")
    box.wait_for_open_port(8080)

    with subtest("each program is a unit and a user of its own"):
        for unit, user in [("dogeboxd", "dogebox"), ("dogebox-dkm", "dogebox-dkm"), ("dogebox-agent", "root")]:
            runs_as(unit, user)

    with subtest("the wizard"):
        chosen = {"deviceName": "dogebox", "timeZone": "UTC", "password": "correct horse battery staple"}
        words = ask("POST", "/setup", chosen)["words"]
        asked = {str(at): words[at - 1] for at in (3, 12, 24)}
        session = ask("POST", "/setup/confirm", {"words": asked, "login": True})["session"]
        token = session["token"]

    with subtest("a pup and its page"):
        source = ask("POST", "/sources", {"location": "${pups}/page"}, token)
        job = ask("POST", "/pups", {"sourceId": source["id"], "name": "Page", "start": True}, token)
        end = ask("GET", f"/jobs/{job['jobId']}?wait=60", None, token)
        assert end["status"] == "succeeded", end
        page = ask("GET", f"/pups/{job['pupId']}", None, token)
        port = page["webPages"][0]["port"]
        box.wait_until_succeeds(f"curl -sf -H 'Authorization: Bearer {token}' http://localhost:{port}/ | grep wow")
        runs_as("dogebox-nginx@pages", "dogebox-web")

    with subtest("nothing of a pup is a part of the host's system"):
        box.fail(f"grep -rq {job['pupId']} /run/current-system/etc")
  '';
}
