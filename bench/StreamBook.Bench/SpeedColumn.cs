using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace StreamBook.Bench;

/// <summary>How many times as fast as the baseline, by the fastest iteration of each: on a machine that has other things to do, a mean says how busy it was.</summary>
internal sealed class SpeedColumn : BaselineCustomColumn
{
    public override string Id => nameof(SpeedColumn);

    public override string ColumnName => "Speed";

    public override string Legend => "Throughput of the fastest iteration, in that of the baseline";

    public override int PriorityInCategory => 0;

    public override bool IsNumeric => true;

    public override UnitType UnitType => UnitType.Dimensionless;

    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase, Statistics baseline, IReadOnlyDictionary<string, Metric> baselineMetrics, Statistics current, IReadOnlyDictionary<string, Metric> currentMetrics, bool isBaseline) =>
        (baseline.Min / current.Min).ToString("0.00", CultureInfo.InvariantCulture);
}
