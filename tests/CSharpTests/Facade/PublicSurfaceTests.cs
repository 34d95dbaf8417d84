using System.Reflection;
using FuncNet;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace CSharpTests.Facade;

public class PublicSurfaceTests
{
    private static bool IsOfFSharp(Type type) => type.Assembly == typeof(FSharpOption<>).Assembly;

    [Fact]
    public void No_type_of_FSharp_Core_shows_in_the_facade()
    {
        var (walked, leaks) = Surface.Walk(
            typeof(Losses).Assembly.GetExportedTypes(),
            assembly => assembly.GetName().Name!.StartsWith("FuncNet", StringComparison.Ordinal),
            IsOfFSharp
        );

        Assert.True(leaks.Count == 0, string.Join("\n", leaks));
        Type[] expected =
        [
            typeof(Tensor),
            typeof(Network),
            typeof(TrainingState),
            typeof(TrainingEvent.EpochDone),
            typeof(Signal<>),
            typeof(OptimizerState),
            typeof(CustomOperation),
            typeof(NDArray),
        ];
        Assert.All(expected, type => Assert.Contains(type, walked));
    }

    [Fact]
    public void A_planted_type_of_FSharp_Core_is_found_wherever_it_stands()
    {
        Assembly here = typeof(Planted<,>).Assembly;
        var (_, leaks) = Surface.Walk([typeof(Planted<,>)], assembly => assembly == here, IsOfFSharp);

        string[] places =
        [
            "FSharpFunc`2:.Parameter",
            "FSharpOption`1:.Result",
            "FSharpList`1:.get_Property",
            "FSharpRef`1:.Field",
            "FSharpMap`2:.add_Event",
            "FSharpSet`1:.op_Implicit",
            "FSharpChoice`2:.Generic",
            "FSharpResult`2:.Protected",
            "FSharpValueOption`1:.ctor",
            "FSharpAsync`1:its base type",
            "FSharpOption`1:an interface of it",
            "FSharpExpr:T is",
            "Unit:Inner.Deep",
            "FSharpTypeFunc:Reached.Far",
        ];
        Assert.All(
            places,
            place =>
            {
                string[] parts = place.Split(':');
                Assert.Contains(leaks, leak => leak.Contains(parts[0]) && leak.Contains(parts[1]));
            }
        );
        Assert.DoesNotContain(leaks, leak => leak.Contains("Hidden"));
    }
}

/// <summary>A class that shows a type of FSharp.Core in every way in which one can show.</summary>
public class Planted<T, U> : List<Microsoft.FSharp.Control.FSharpAsync<int>>, IComparer<FSharpOption<int>>
    where T : Microsoft.FSharp.Quotations.FSharpExpr
{
    public Planted(FSharpValueOption<int>[] argument) => _ = argument;

    public FSharpRef<int>? Field;

    public FSharpList<int>? Property { get; set; }

    public event Action<FSharpMap<int, int>>? Event;

    public void Parameter(FSharpFunc<int, int> f) => Event?.Invoke(new FSharpMap<int, int>([]));

    public FSharpOption<U>? Result() => null;

    public void Generic<V>()
        where V : FSharpChoice<int, int> { }

    public Reached Others() => new();

    public int Compare(FSharpOption<int>? x, FSharpOption<int>? y) => 0;

    public static implicit operator Planted<T, U>?(FSharpSet<int> set) => null;

    protected FSharpResult<int, int> Protected() => default;

    private FSharpOption<int>? Hidden() => null;

    public class Inner
    {
        public Unit? Deep() => null;
    }
}

/// <summary>A class that is reached through another only.</summary>
public class Reached
{
    public FSharpTypeFunc? Far;
}
