# A JupyterHub for a class on one machine: each learner is a user of it, and has a copy of the notebooks and exercises.
# With STREAMBOOK_IMAGE each has a container of that image besides. docs/classroom.md says how to start it.
import os

book = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Who is not on the list is turned away, whatever users the machine has.
with open(os.path.join(book, "class.txt"), encoding="utf-8") as names:
    c.Authenticator.allowed_users = {name.strip() for name in names if name.strip()}

if os.environ.get("STREAMBOOK_IMAGE"):
    # The hub starts a program for each learner, and that one the container.
    c.JupyterHub.spawner_class = "simple"
    c.Spawner.cmd = [os.path.join(book, "docker", "classroom", "container")]
    c.Spawner.env_keep = ["PATH", "STREAMBOOK_IMAGE", "STREAMBOOK_MEMORY"]
    c.Spawner.notebook_dir = "/home/jovyan/streambook"
    # Where a container of this machine finds the hub.
    c.JupyterHub.hub_ip = os.environ.get("STREAMBOOK_HUB", "172.17.0.1")
else:
    c.Spawner.cmd = [os.path.join(book, "docker", "classroom", "learner"), "jupyterhub-singleuser"]
    c.Spawner.notebook_dir = "~/streambook"
    c.Spawner.environment = {
        # The kernel is looked for there.
        "PATH": os.path.join(book, "artifacts", "tools") + os.pathsep + os.environ["PATH"],
        "JUPYTER_PATH": os.path.join(book, "docker", "classroom", "jupyter"),
        "DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT": "1",
        # The users of a class have no engine of their own.
        "STREAMBOOK_HOST": "processes",
    }
