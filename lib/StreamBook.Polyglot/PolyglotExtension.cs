using System.Reflection;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Directives;

namespace StreamBook.Polyglot;

/// <summary>What .NET Interactive has more with this library: <c>#!lab</c>, <c>#!nginx</c>, <c>#!sse</c>, and charts that answer to the mouse.</summary>
public static class PolyglotExtension
{
    /// <summary>Extends the host that runs this cell; a second time changes nothing.</summary>
    public static void Load()
    {
        if (Kernel.Root is not CompositeKernel root || root.ChildKernels.Any(kernel => kernel.Name == "nginx"))
            return;
        AppDomain.CurrentDomain.AssemblyResolve += HandOutWhatIsThere;
        root.Add(new MagicKernel("nginx", "nginx configuration", "Puts the cell's configuration in force on the lab that is open."));
        root.Add(new MagicKernel("sse", "event stream", "Explains an event stream line by line."));
        var words = new KernelDirectiveParameter("--words", "start, status, logs, stop or version") { AllowImplicitName = true, MaxOccurrences = 1 };
        words.AddCompletions(() => ["start", "status", "logs", "stop", "version"]);
        var lab = new KernelActionDirective("#!lab") { Description = "Starts, shows and ends the lab of this notebook." };
        lab.Parameters.Add(words);
        foreach (var option in new[] { "--recipe", "--nginx", "--host" })
            lab.Parameters.Add(new KernelDirectiveParameter(option, "Of start; see #!lab --help"));
        lab.Parameters.Add(new KernelDirectiveParameter("--help", "Says what #!lab can do.") { Flag = true });
        root.AddDirective<LabDirective>(lab, (command, context) => MagicKernel.AnswerAsync("lab", command.ToWords(), "", context));
        InteractiveCharts.Register();
    }

    // The host has an older FSharp.Core than Plotly.NET asks for, which does; what it lacks lies beside this library.
    private static Assembly? HandOutWhatIsThere(object? sender, ResolveEventArgs wanted)
    {
        var name = new AssemblyName(wanted.Name).Name;
        if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => !assembly.IsDynamic && assembly.GetName().Name == name) is { } loaded)
            return loaded;
        var path = Path.Combine(Path.GetDirectoryName(typeof(PolyglotExtension).Assembly.Location)!, name + ".dll");
        return File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }
}
