using System.Globalization;

namespace StreamBook.Tests;

/// <summary>A culture that writes 1.5 as 1,5 and 1,000 as 1.000. Made here: a machine may know the invariant culture alone.</summary>
internal static class CommaCulture
{
    /// <summary>Puts it in force for the test that calls: a culture flows with its test.</summary>
    public static void Use()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
        CultureInfo.CurrentCulture = culture;
    }
}
