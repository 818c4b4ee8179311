using MudBlazor;

namespace BakeWindow.Web.Components.Layout;

/// <summary>Colours and type for MudBlazor's parts; the same values stand in <c>wwwroot/css/site.css</c> for our own. Each pair of text and ground has a contrast of 4.5 or more.</summary>
internal static class Look
{
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#4338CA",
            PrimaryContrastText = "#FFFFFF",
            Secondary = "#525C66",
            Background = "#FFFFFF",
            Surface = "#FFFFFF",
            TextPrimary = "#14191F",
            TextSecondary = "#525C66",
            Success = "#0A7A60",
            SuccessContrastText = "#FFFFFF",
            Error = "#860C22",
            ErrorContrastText = "#FFFFFF",
            Warning = "#8A6400",
            WarningContrastText = "#FFFFFF",
            Info = "#1D4ED8",
            InfoContrastText = "#FFFFFF",
            LinesInputs = "#818B95",
            ActionDefault = "#525C66",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9B8CFF",
            PrimaryContrastText = "#0F1419",
            Secondary = "#A3AEB9",
            Background = "#0F1419",
            Surface = "#171E25",
            TextPrimary = "#E6EBF0",
            TextSecondary = "#A3AEB9",
            Success = "#4ADBB8",
            SuccessContrastText = "#0F1419",
            Error = "#FF7186",
            ErrorContrastText = "#0F1419",
            Warning = "#FFC73A",
            WarningContrastText = "#0F1419",
            Info = "#8AB4FF",
            InfoContrastText = "#0F1419",
            LinesInputs = "#687480",
            ActionDefault = "#A3AEB9",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["system-ui", "Segoe UI", "Roboto", "sans-serif"], FontSize = "0.875rem", LineHeight = "1.45" },
        },
    };
}
