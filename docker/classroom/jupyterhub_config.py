# A JupyterHub for a class on one machine: each learner is a user of it, and has a copy of the notebooks and exercises.
# docs/classroom.md says how to start it.
import json
import os
import pwd
import shutil

book = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
tools = os.path.join(book, "artifacts", "tools")

# Who is not on the list is turned away, whatever users the machine has.
with open(os.path.join(book, "class.txt"), encoding="utf-8") as names:
    c.Authenticator.allowed_users = {name.strip() for name in names if name.strip()}

# Each kernel of .NET Interactive takes the first port of a range that is free, on all addresses, and dies where another that
# starts at the same moment has taken it. Here each begins at a port of its own, on this machine's own addresses alone.
jupyter = os.path.join(book, "artifacts", "jupyter")
specification = os.path.join(jupyter, "kernels", ".net-csharp", "kernel.json")
start = 'exec dotnet interactive jupyter --default-kernel csharp --http-local-only --http-port-range $((20000 + $$ % 10000))-32000 "$0"'
os.makedirs(os.path.dirname(specification), exist_ok=True)
with open(specification, "w", encoding="utf-8") as file:
    json.dump({"argv": ["sh", "-c", start, "{connection_file}"], "display_name": ".NET (C#)", "language": "C#"}, file)

c.Spawner.notebook_dir = "~/streambook"
c.Spawner.environment = {
    # `dotnet interactive` is looked for there.
    "PATH": tools + os.pathsep + os.environ["PATH"],
    "JUPYTER_PATH": jupyter,
    "DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT": "1",
    # The users of a class have no engine of their own.
    "STREAMBOOK_HOST": "processes",
}


def give_book(spawner):
    """At the first start; what a learner wrote since is left alone."""
    user = pwd.getpwnam(spawner.user.name)
    own = os.path.join(user.pw_dir, "streambook")
    if os.path.exists(own):
        return
    made = own + ".new"
    shutil.rmtree(made, ignore_errors=True)
    for folder in ("notebooks", "exercises"):
        shutil.copytree(os.path.join(book, folder), os.path.join(made, folder))
    # The programs are the same for all, and nobody may write there.
    os.symlink(os.path.join(book, "artifacts"), os.path.join(made, "artifacts"))
    for folder, folders, files in os.walk(made):
        for name in [folder, *(os.path.join(folder, name) for name in folders + files)]:
            os.lchown(name, user.pw_uid, user.pw_gid)
    # Whatever the homes of this machine allow: an answer is its writer's.
    os.chmod(made, 0o700)
    os.rename(made, own)


c.Spawner.pre_spawn_hook = give_book
