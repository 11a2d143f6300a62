namespace StreamBook.Tests;

/// <summary>The image that JupyterHub, Binder and a codespace start for a learner.</summary>
[Collection(ContainerCollection.Name)]
public sealed class LearnerImageTests
{
    [LearnerImageFact]
    public async Task A_notebook_with_its_lab_runs_as_a_learner_who_writes_nothing_of_the_book()
    {
        var run = await LearnerImage.RunAsync("sh", "-c", """
            id -u >&2
            cd streambook/notebooks && jupyter nbconvert --to notebook --execute --stdout --log-level ERROR 00-start-here.ipynb
            """);

        run.ShouldExitWith(0).Error.ShouldStartWith("1000\n");
        run.Output.ShouldContain("✓ nothing is missing");
    }

    [LearnerImageFact]
    public async Task A_hub_finds_its_server_and_JupyterLab_opens_at_port_8888_with_the_kernel()
    {
        var run = await LearnerImage.RunAsync("sh", "-c", """
            jupyterhub-singleuser --version
            jupyter lab --no-browser --IdentityProvider.token= 2>/tmp/log &
            ask() { python3 -c 'import sys, urllib.request; print(urllib.request.urlopen("http://127.0.0.1:8888/" + sys.argv[1]).read().decode())' "$1"; }
            until ask api 2>/dev/null; do kill -0 $! || { cat /tmp/log >&2; exit 1; }; sleep 0.1; done
            ask lab
            ask api/kernelspecs
            """);

        // The version of Zero to JupyterHub; two that have the first number in common understand each other.
        run.ShouldExitWith(0).Output.ShouldStartWith("5.");
        run.Output.ShouldContain("<title>JupyterLab</title>");
        run.Output.ShouldContain("\".net-csharp\"");
    }

    [LearnerImageFact]
    public async Task What_a_learner_wrote_is_there_at_the_next_start_and_nobody_else_may_read_it()
    {
        var run = await LearnerImage.RunAsync("sh", "-c", """
            echo mine >streambook/exercises/answer.txt
            /opt/streambook/docker/classroom/learner cat streambook/exercises/answer.txt
            stat --format %a streambook
            """);

        run.ShouldExitWith(0).Output.ShouldBe("mine\n700\n");
    }

    [LearnerImageFact]
    public async Task On_one_machine_the_hub_turns_a_stranger_away_and_gives_two_learners_copies_that_the_other_cannot_read()
    {
        var run = await LearnerImage.RunAsRootAsync("sh", "-c", """
            cd /opt/streambook && printf 'alice\nbob\n' >class.txt
            for name in alice bob eve; do useradd --create-home $name && echo $name:secret | chpasswd; done
            cd /tmp && jupyterhub -f /opt/streambook/docker/classroom/jupyterhub_config.py >log 2>&1 &
            python3 - $! <<'END' || { cat /tmp/log >&2; exit 1; }
            import os, requests, sys, time
            hub = "http://127.0.0.1:8000"

            def until(ask):
                for _ in range(600):
                    os.kill(int(sys.argv[1]), 0)
                    try:
                        answer = ask()
                        if answer: return answer
                    except requests.ConnectionError: pass
                    time.sleep(0.1)
                sys.exit("It did not come.")

            def log_in(name):
                browser = requests.Session()
                until(lambda: browser.get(hub + "/hub/login").ok)
                form = dict(username=name, password="secret", _xsrf=browser.cookies.get("_xsrf", path="/hub/"))
                return browser, browser.post(hub + "/hub/login?next=", data=form)

            print("eve", log_in("eve")[1].url)
            for name in "alice", "bob":
                browser, _ = log_in(name)
                until(lambda: "/hub/" not in browser.get(hub + "/hub/spawn").url)
                files = browser.get(f"{hub}/user/{name}/api/contents/").json()["content"]
                print(name, sorted(file["name"] for file in files))
            print("alice's", browser.get(hub + "/user/alice/api/contents/").status_code)
            END
            su bob -c 'ls /home/alice/streambook; touch /opt/streambook/artifacts/mine' 2>&1 || true
            """);

        run.ShouldExitWith(0).Output.ShouldBe("""
            eve http://127.0.0.1:8000/hub/login?next=
            alice ['artifacts', 'exercises', 'notebooks']
            bob ['artifacts', 'exercises', 'notebooks']
            alice's 403
            ls: cannot access '/home/alice/streambook': Permission denied
            touch: cannot touch '/opt/streambook/artifacts/mine': Permission denied

            """.ReplaceLineEndings("\n"));
    }
}
