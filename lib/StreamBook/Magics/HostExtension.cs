using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using StreamBook.Programs;

namespace StreamBook.Magics;

/// <summary>
/// Loads StreamBook.Polyglot where it was built and the host is .NET Interactive, when a cell first uses this library:
/// so the cells of a notebook are the same in every host, with and without it. Not where a cell has set the switch
/// <see cref="Off"/> of <see cref="AppContext"/> before.
/// </summary>
internal static class HostExtension
{
    public const string Off = "StreamBook.Plain";

    [ModuleInitializer]
    public static void Load()
    {
        if ((AppContext.TryGetSwitch(Off, out var off) && off)
            || !Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "Microsoft.DotNet.Interactive")
            || BuiltProject.Find("StreamBook.Polyglot") is not { } path)
            return;
        try
        {
            AssemblyLoadContext.GetLoadContext(typeof(HostExtension).Assembly)!.LoadFromAssemblyPath(path)
                .GetType("StreamBook.Polyglot.PolyglotExtension", throwOnError: true)!
                .GetMethod("Load", BindingFlags.Public | BindingFlags.Static, [])!
                .Invoke(null, null);
        }
        catch (Exception exception)
        {
            // A notebook can do without it, so it must not keep the library from loading.
            Console.Error.WriteLine($"Without {path}, so pictures do not answer to the mouse and there is no #!lab, #!nginx or #!sse: {(exception.InnerException ?? exception).Message}");
        }
    }
}
