namespace FuncNet.Kernels;

/// <summary>Placeholder.</summary>
public static class Philox { }
