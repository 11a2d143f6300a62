using System.Runtime.CompilerServices;
using StreamBook.Wording;

namespace StreamBook.Labs;

/// <summary>How a lab looks as the result of a cell: a table of its servers.</summary>
internal static class ShownLab
{
    [ModuleInitializer]
    public static void Register() => Shown.As<Lab>(lab => Servers(lab).Html, lab => Servers(lab).Text);

    private static Table Servers(Lab lab) => Table.Of(
        lab.Servers,
        $"The lab, {(lab.Host is LabHost.Containers ? "in containers" : "as processes")} ({lab.HostReason})",
        ("Server", server => server.Name),
        ("Version", server => (server as NginxServer)?.Version),
        ("Address", server => server.Url));
}
