using StreamBook.Cli.Commands;
using StreamBook.Cli.Kernel;

// First of all, so that a kernel does not wait for what only the other commands need.
if (args is ["kernel", ..])
    return EmbeddedKernel.Run();

// A kernel of another kind, which inherits it, leaves large scripts to our pages.
Environment.SetEnvironmentVariable("STREAMBOOK_PAGES", "1");
return await CommandLine.RunAsync(args);
