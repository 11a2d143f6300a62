using StreamBook.Cli.Commands;
using StreamBook.Cli.Kernel;

// First of all, so that a kernel does not wait for what only the other commands need.
if (args is ["kernel", ..])
    return EmbeddedKernel.Run();

return await CommandLine.RunAsync(args);
