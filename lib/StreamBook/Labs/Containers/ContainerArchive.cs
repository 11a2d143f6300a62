using System.Formats.Tar;

namespace StreamBook.Labs.Containers;

/// <summary>Files as a tar archive, the form in which an engine takes them.</summary>
internal static class ContainerArchive
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<ContainerFile> files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            foreach (var file in files)
            {
                // Readable by whichever user the container runs as. Without a time, so that an equal file is an equal archive.
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, file.Name)
                {
                    Mode = (UnixFileMode)0b110_100_100,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    DataStream = new MemoryStream(file.Content.ToArray()),
                });
            }
        }

        return archive.ToArray();
    }
}
