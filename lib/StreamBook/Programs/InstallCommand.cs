namespace StreamBook.Programs;

/// <summary>
/// How the programs that the book uses are had on this system: one command, or the address where there is none. All
/// that tell a person how to get something take it from here.
/// </summary>
internal static class InstallCommand
{
    /// <summary>The .NET SDK. The launchers say the same before anything of the book is built.</summary>
    public static string Sdk => Of("https://dot.net/download", "brew install dotnet", "winget install Microsoft.DotNet.SDK.10");

    /// <summary>nginx.</summary>
    public static string Nginx => Of(Package("nginx"), "brew install nginx", "winget install nginxinc.nginx");

    /// <summary>Chromium, or a browser that is built on it.</summary>
    public static string Browser => Of(
        // Ubuntu has it as a snap only.
        NginxProgram.OnPath("snap") is not null ? AsRoot("snap install chromium") : Package("chromium"),
        "brew install --cask google-chrome", "winget install Google.Chrome");

    /// <summary>Python 3.</summary>
    public static string Python => Of(Package("python3", pacman: "python"), "brew install python", "winget install Python.Python.3.13");

    /// <summary>Redis. The packages of the newest distributions have Valkey, which answers to the same commands.</summary>
    public static string Redis => Of(
        Package(NginxProgram.OnPath("pacman") is not null ? "valkey" : "redis", apt: "redis-server", dnf: "valkey"), "brew install redis",
        // Its makers have none for Windows.
        "https://redis.io/docs/latest/operate/oss_and_stack/install/archive/install-redis/install-redis-on-windows/");

    /// <summary>A container engine.</summary>
    public static string Engine => Of(
        Package("docker", apt: "docker.io", dnf: "podman"), "brew install --cask docker", "winget install Docker.DockerDesktop");

    /// <summary>Visual Studio Code.</summary>
    public static string Code => Of(
        "https://code.visualstudio.com/download", "brew install --cask visual-studio-code", "winget install Microsoft.VisualStudioCode");

    /// <summary>Jupyter.</summary>
    public static string Jupyter => Of(
        NginxProgram.OnPath("apt-get") is not null ? Package("jupyter") : "pipx install jupyterlab", "brew install jupyterlab", "py -m pip install jupyterlab");

    /// <summary>.NET Interactive, the kernel of Jupyter and of Polyglot Notebooks.</summary>
    public static string DotnetInteractive => "dotnet tool install -g Microsoft.dotnet-interactive";

    private static string Of(string linux, string macOS, string windows) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? macOS : linux;

    private static string Package(string name, string? apt = null, string? dnf = null, string? pacman = null) => AsRoot(
        NginxProgram.OnPath("apt-get") is not null ? $"apt-get install -y {apt ?? name}"
        : NginxProgram.OnPath("apk") is not null ? $"apk add {name}"
        : NginxProgram.OnPath("pacman") is not null ? $"pacman -S {pacman ?? name}"
        : $"dnf install -y {dnf ?? name}");

    private static string AsRoot(string command) => Environment.IsPrivilegedProcess ? command : $"sudo {command}";
}
